/** Line endings never count: Git and editors change them on the way to a working copy and back. */

/** The text with each line ended by a line feed alone. */
export function withLineFeeds(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}

/** The same of bytes, which need not be UTF-8. */
export function bytesWithLineFeeds(content: Uint8Array): Uint8Array {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return bytes.includes('\r\n') ? Buffer.from(withLineFeeds(bytes.toString('latin1')), 'latin1') : content;
}

/** Whether two contents are the same but for line endings. */
export function isSameText(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0 || Buffer.compare(bytesWithLineFeeds(one), bytesWithLineFeeds(other)) === 0;
}
