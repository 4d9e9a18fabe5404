/** What a mail says, before it is laid out: plain text in the reader's language. */
export interface Letter {
  subject: string;
  /** The first is what a list of mails shows beside the subject. */
  paragraphs: readonly string[];
  facts?: readonly Fact[];
  action?: { label: string; href: string };
  /** What comes after the action, in smaller type. */
  notes?: readonly string[];
}

export interface Fact {
  label: string;
  value: string;
}

/** A letter ready to be laid out: in whose name it is written, in which language, and how to have no more of its kind. */
export interface Envelope {
  letter: Letter;
  /** BCP 47. */
  language: string;
  brand: string;
  /** Where the address of the action is given once more. */
  plainLink: string;
  footer: string;
  unsubscribe?: { label: string; href: string };
}
