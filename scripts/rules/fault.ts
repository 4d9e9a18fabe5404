export interface Source {
  path: string;
  text: string;
}

/** One breach of a rule; lines count from 1. */
export interface Fault {
  path: string;
  line: number;
  message: string;
}
