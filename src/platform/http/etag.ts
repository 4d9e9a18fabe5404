/** Whether the reader has this version already, by its If-None-Match. */
export function knows(ifNoneMatch: string | undefined, version: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(`"${version}"`);
}
