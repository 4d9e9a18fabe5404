/** The address of a page of the front end, which may be below a path of its own (`WEB_URL`); `path` is without a slash before it. */
export function webPage(webUrl: string, path: string): string {
  return `${webUrl.replace(/\/$/, '')}/${path}`;
}
