-- CreateTable
CREATE TABLE "ReportVersion" (
    "publicId" TEXT NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL
);

-- The newest own version of every report that is there: SQLite takes "sha256" from the row of the maximum.
INSERT INTO "ReportVersion" ("publicId", "number", "sha256") SELECT "publicId", MAX("number"), "sha256" FROM "Report" WHERE "imported" = 0 GROUP BY "publicId";

-- DropIndex
DROP INDEX "Report_publicId_number_sha256_key";

-- CreateIndex
CREATE INDEX "Report_publicId_number_idx" ON "Report"("publicId", "number");
