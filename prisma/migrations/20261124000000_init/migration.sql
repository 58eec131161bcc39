-- CreateTable
CREATE TABLE "Model" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sizeBytes" BIGINT NOT NULL,
    "modifiedMs" BIGINT NOT NULL,
    "sha256" TEXT,
    "description" JSONB,
    "problem" JSONB,
    "capabilities" JSONB,
    "describedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "Inspection" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "modelId" TEXT NOT NULL,
    "modelFileName" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "promptExcerpt" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    "promptTokens" INTEGER NOT NULL,
    "totalTokens" INTEGER NOT NULL,
    "rootId" TEXT NOT NULL,
    "parentId" TEXT,
    "branchPosition" INTEGER,
    "branchText" TEXT,
    "request" JSONB NOT NULL,
    "manifest" JSONB NOT NULL,
    "tensors" JSONB NOT NULL,
    "tokens" BLOB NOT NULL,
    "timings" JSONB NOT NULL,
    "traceSha256" TEXT NOT NULL,
    "traceBytes" BIGINT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Inspection_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Inspection" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Marker" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateIndex
CREATE INDEX "Inspection_createdAt_idx" ON "Inspection"("createdAt");

-- CreateIndex
CREATE INDEX "Inspection_rootId_idx" ON "Inspection"("rootId");

-- CreateIndex
CREATE INDEX "Inspection_parentId_idx" ON "Inspection"("parentId");

