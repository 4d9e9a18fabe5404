import type { Answer } from './api.ts';

/** Sends a request again as a client does: one that hears `request-in-progress` comes back until it is answered. */
export async function insist(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send();
    if (answer.body?.code !== 'request-in-progress' || attempt === 100) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
