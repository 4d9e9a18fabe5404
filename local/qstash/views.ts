import type { Answer } from './deliver.ts';
import { type HeaderMap, type Message, toMessage } from './message.ts';
import type { Schedule } from './schedule.ts';
import type { DeadLetter, LogEntry, Pending, State } from './store.ts';

/** A message as QStash shows it: times are milliseconds since the epoch, what is undefined is left out of the JSON. */
type MessageView = {
  messageId: string;
  url: string;
  method: string;
  header: Record<string, string[]>;
  body: string | undefined;
  /** Instead of `body` when that is not UTF-8. */
  bodyBase64: string | undefined;
  createdAt: number;
  notBefore: number;
  maxRetries: number;
  retryDelayExpression: string | undefined;
  callback: string | undefined;
  failureCallback: string | undefined;
  queueName: string | undefined;
  scheduleId: string | undefined;
  flowControlKey: string | undefined;
  parallelism: number | undefined;
  rate: number | undefined;
  /** In seconds. */
  period: number | undefined;
  label: string | undefined;
  labels: string[] | undefined;
};

/** How often it was tried in vain and when it will be again: QStash tells neither. */
export type PendingView = MessageView & { retried: number; nextDeliveryTime: number };

/** `responseStatus` is 0 when there was no response, and `responseBody` then says why. */
export type DeadLetterView = MessageView & {
  dlqId: string;
  responseStatus: number;
  responseHeader: Record<string, string[]>;
  responseBody: string | undefined;
  responseBodyBase64: string | undefined;
};

/** Bodies are in base64. The response is there only when it was a failure. */
type LogView = Omit<MessageView, 'body' | 'bodyBase64' | 'createdAt' | 'notBefore'> & {
  time: number;
  state: State;
  body: string;
  nextDeliveryTime: number | undefined;
  error: string | undefined;
  responseStatus: number | undefined;
  responseHeaders: Record<string, string[]> | undefined;
  responseBody: string | undefined;
};

type ScheduleView = {
  scheduleId: string;
  cron: string;
  createdAt: number;
  destination: string;
  isPaused: boolean;
  method: string;
  header: Record<string, string[]>;
  body: string;
  retries: number;
};

export function viewMessage(message: Message): MessageView {
  const { messageId, url, method, createdAt, notBefore, maxRetries, queueName, scheduleId, flowControl, labels } =
    message;
  const { text, base64 } = textOrBase64(message.body);
  return {
    messageId,
    url,
    method,
    header: viewHeaders(message.headers),
    body: text,
    bodyBase64: base64,
    createdAt,
    notBefore,
    maxRetries,
    retryDelayExpression: message.retryDelay,
    callback: message.callback?.url,
    failureCallback: message.failureCallback?.url,
    queueName,
    scheduleId,
    flowControlKey: flowControl?.key,
    parallelism: flowControl?.parallelism,
    rate: flowControl?.rate,
    period: flowControl && flowControl.periodMs / 1000,
    label: labels[0],
    labels: labels.length > 0 ? labels : undefined,
  };
}

export function viewPending({ message, retried, dueAt }: Pending): PendingView {
  return { ...viewMessage(message), retried, nextDeliveryTime: dueAt };
}

export function viewDeadLetter({ dlqId, message, answer }: DeadLetter): DeadLetterView {
  const { text, base64 } = textOrBase64(answer.body);
  return {
    ...viewMessage(message),
    dlqId,
    responseStatus: answer.status,
    responseHeader: viewHeaders(answer.headers),
    responseBody: answer.error ?? text,
    responseBodyBase64: base64,
  };
}

export function viewLogEntry({ time, state, message, answer, nextDeliveryTime }: LogEntry): LogView {
  const { body: _text, bodyBase64: _bytes, createdAt: _created, notBefore: _notBefore, ...view } = viewMessage(message);
  const failure = state === 'DELIVERED' ? undefined : answer;
  return {
    ...view,
    time,
    state,
    body: Buffer.from(message.body).toString('base64'),
    nextDeliveryTime,
    error: failure && (failure.error ?? `unexpected status code: ${failure.status}`),
    responseStatus: failure?.status,
    responseHeaders: failure && viewHeaders(failure.headers),
    responseBody: failure && Buffer.from(failure.body).toString('base64'),
  };
}

export function viewSchedule(schedule: Schedule): ScheduleView {
  const { scheduleId, cron, createdAt, destination, isPaused, body } = schedule;
  const { method, maxRetries, headers: forwarded } = toMessage({ ...schedule, now: createdAt });
  return {
    scheduleId,
    cron,
    createdAt,
    destination,
    isPaused,
    method,
    header: viewHeaders(forwarded),
    body: Buffer.from(body).toString('utf8'),
    retries: maxRetries,
  };
}

/** What a callback gets; bodies are in base64, times are text, milliseconds since the epoch. */
export function viewOutcome({ message, retried }: Pending, answer: Answer, dlqId: string | undefined) {
  const { messageId, url, method, maxRetries, notBefore, createdAt, scheduleId } = message;
  return {
    status: answer.status,
    header: viewHeaders(answer.headers),
    body: Buffer.from(answer.body).toString('base64'),
    retried,
    maxRetries,
    dlqId,
    sourceMessageId: messageId,
    url,
    method,
    sourceHeader: viewHeaders(message.headers),
    sourceBody: Buffer.from(message.body).toString('base64'),
    notBefore: String(notBefore),
    createdAt: String(createdAt),
    scheduleId,
  };
}

function viewHeaders(headers: HeaderMap): Record<string, string[]> {
  return Object.fromEntries([...headers].map(([name, value]) => [name, [value]]));
}

function textOrBase64(bytes: Uint8Array): { text: string | undefined; base64: string | undefined } {
  try {
    return { text: new TextDecoder('utf8', { fatal: true }).decode(bytes), base64: undefined };
  } catch {
    return { text: undefined, base64: Buffer.from(bytes).toString('base64') };
  }
}
