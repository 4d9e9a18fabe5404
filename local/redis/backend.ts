/** What Redis answers to one command, as in RESP2: text may come as a string or as its bytes. */
export type Reply = null | number | string | Uint8Array | Error | Reply[];

/** Where commands are carried out. An error that Redis answers is thrown; inside a transaction's replies it is a value. */
export type Backend = {
  mode: 'redis' | 'memory';
  /** Carries out one command, name first, in the key space `namespace`. */
  execute(namespace: string, command: string[]): Promise<Reply>;
  /** Carries out all or, when one of them is malformed, none, with nothing in between. */
  transaction(namespace: string, commands: string[][]): Promise<Reply[]>;
  close(): Promise<void>;
};
