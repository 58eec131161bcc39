import { VitrineError } from "@/lib/domain/errors";

/** All of BBQ is 60 MB. */
const LARGEST_FORM = 256 * 1024 * 1024;

/** The files of a multipart form, whatever their fields. Error: `bad-request`. */
export async function readFiles(request: Request): Promise<{ name: string; bytes: Uint8Array }[]> {
  const length = request.headers.get("content-length");
  // Without its length a form could only be refused once it is in memory.
  if (length === null || !(Number(length) <= LARGEST_FORM)) throw new VitrineError("bad-request", `The files are larger than ${LARGEST_FORM / 1024 / 1024} MB, or their size was not told.`);
  let form: FormData;
  try {
    form = await request.formData();
  } catch (cause) {
    throw new VitrineError("bad-request", "The request is not a form with files.", undefined, { cause });
  }
  const files = [...form.values()].filter((value) => value instanceof File);
  return Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
}
