/** Whether a line that the service writes is for whoever runs it unasked: all but what its log says of good days. */
export function isWorthHearing(line: string): boolean {
  return line.trim() !== '' && !line.startsWith('{"level":"info"');
}
