-- CreateTable
CREATE TABLE "Audit" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "modelId" TEXT NOT NULL,
    "modelFileName" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "suites" JSONB NOT NULL,
    "manifest" JSONB,
    "verdicts" JSONB NOT NULL,
    "unitsDone" INTEGER NOT NULL DEFAULT 0,
    "unitsTotal" INTEGER NOT NULL DEFAULT 0,
    "error" JSONB,
    "owner" TEXT,
    "ownedUntil" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "AuditUnit" (
    "auditId" TEXT NOT NULL,
    "suite" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "phrasing" TEXT NOT NULL,
    "order" TEXT NOT NULL,
    "score" JSONB NOT NULL,

    PRIMARY KEY ("auditId", "suite", "item", "variant", "phrasing", "order"),
    CONSTRAINT "AuditUnit_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AuditItem" (
    "auditId" TEXT NOT NULL,
    "suite" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "item" TEXT NOT NULL,
    "phrasing" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "control" TEXT,
    "effect" REAL,
    "disagree" BOOLEAN,
    "searchText" TEXT NOT NULL,
    "line" JSONB NOT NULL,
    "row" JSONB,

    PRIMARY KEY ("auditId", "suite", "number"),
    CONSTRAINT "AuditItem_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AuditResult" (
    "auditId" TEXT NOT NULL,
    "suite" TEXT NOT NULL,
    "result" JSONB NOT NULL,

    PRIMARY KEY ("auditId", "suite"),
    CONSTRAINT "AuditResult_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ScoreCache" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "scores" JSONB NOT NULL
);

-- CreateTable
CREATE TABLE "Suite" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "source" TEXT NOT NULL,
    "summary" JSONB NOT NULL,
    "text" TEXT,
    "files" JSONB,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateIndex
CREATE INDEX "Audit_createdAt_idx" ON "Audit"("createdAt");

-- CreateIndex
CREATE INDEX "AuditItem_auditId_suite_item_phrasing_idx" ON "AuditItem"("auditId", "suite", "item", "phrasing");
