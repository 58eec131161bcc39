-- What was read from a model file is read again when another version of the program, or of llama.cpp, might read it otherwise.
-- AlterTable
ALTER TABLE "Model" ADD COLUMN "describedBy" TEXT NOT NULL DEFAULT '';
