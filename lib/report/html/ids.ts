/** The id of the element that holds the snapshot as JSON: for the file's own script, and for whoever imports the file. */
export const DATA_ID = "vitrine-report";
