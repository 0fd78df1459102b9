/** A folder as the input writes it: relative, with `/`, and of characters that no glob, list or template of an engine has a meaning for. */
export const FOLDER = /^(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/;
