/** Where in a document something is: keys of maps and indexes of lists, from the top. */
export type Path = readonly (string | number)[];
