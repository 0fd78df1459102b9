/** Tags of a public Git repository, as its server lists them (git: Documentation/gitprotocol-http.txt, "Smart Server Response"). */
import { get, Unasked } from './get.ts';

/** Throws Unasked. */
export async function gitTags(url: string): Promise<readonly string[]> {
  const { status, text } = await get(`${url}/info/refs?service=git-upload-pack`);
  if (status === 401 || status === 403) throw new Unasked('it wants credentials, and none are sent');
  if (status !== 200) throw new Unasked(`it answers ${status}`);
  return [...text.matchAll(/ refs\/tags\/([^\s^]+)$/gm)].map(([, tag = '']) => tag);
}
