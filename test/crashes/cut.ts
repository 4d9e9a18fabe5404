import type { Fault, FaultPlan, FaultRequest } from '../../local/faults.ts';
import { assertConverged } from '../harness/invariants.ts';
import type { Harness } from '../harness/world.ts';
import { createStage, type Stage } from './stage.ts';
import { isRead, type Service, stepOf } from './step.ts';
import type { Ending, Story } from './stories.ts';

/**
 * What happens to one request: the Worker is killed before it is acted on or before its answer, it is acted on so late
 * that whoever waited has given up and tried again, or it fails.
 */
export const cuts = [
  'kill-before',
  'kill-after',
  'late',
  'refuse',
  'reset-after',
  'http-500',
  'http-429',
  'garbage',
] as const;

type Cut = (typeof cuts)[number];

/** The moment of a story at which it can be cut: the `occurrence`th time (from 1) that the Worker takes this step. */
interface Moment {
  step: string;
  occurrence: number;
  /** To be killed after a step that only reads is to be killed after the change before it. */
  isRead: boolean;
}

/** Decides, at each moment of a story, whether and how it is cut. */
export type Cutter = (moment: Moment) => Cut | undefined;

const SERVICES: readonly Service[] = ['db', 'stripe', 'queue'];
/** Longer than any back-off, and than a request waits for its answer: what a story leaves behind is done before the next. */
const AFTERWARDS = 25 * 3_600_000;

/** Plays a story with nothing going wrong, and names its moments in order. */
export async function momentsOf(h: Harness, story: Story): Promise<Moment[]> {
  const moments: Moment[] = [];
  await playCut(h, story, (moment) => {
    moments.push(moment);
    return undefined;
  });
  return moments;
}

/** Cuts once, at this moment. With work after answers the order of steps varies a little: `isDone` says whether it came. */
export function cutAt({ step, occurrence }: Moment, cut: Cut): { cutter: Cutter; isDone(): boolean } {
  let isDone = false;
  return {
    isDone: () => isDone,
    cutter: (moment) => {
      if (isDone || moment.step !== step || moment.occurrence !== occurrence) return undefined;
      isDone = true;
      return cut;
    },
  };
}

/** Cuts in any way, each moment with a probability of one in twelve, three times at most. The same seed makes the same choices. */
export function cutByChance(seed: number): Cutter {
  const random = randomFrom(seed);
  let left = 3;
  return () => {
    if (left === 0 || random() >= 1 / 12) return undefined;
    left -= 1;
    return cuts[Math.floor(random() * cuts.length)];
  };
}

/** Plays a story that is cut, and checks that it ends as if nothing had happened. Throws what it found. */
export async function playCut(h: Harness, story: Story, cutter: Cutter): Promise<void> {
  const stage = createStage(h);
  const times = new Map<string, number>();
  const plan = (service: Service): FaultPlan => {
    return async (_, request) => {
      const step = await stepOf(h, service, request);
      if (step === undefined) return undefined;
      const occurrence = (times.get(step) ?? 0) + 1;
      times.set(step, occurrence);
      return inflict(stage, cutter({ step, occurrence, isRead: isRead(service, request) }), request);
    };
  };
  for (const service of SERVICES) h.faults[service].use(plan(service));
  const endings = await tell(stage, story).finally(() => {
    for (const service of SERVICES) h.faults[service].use(undefined);
  });
  await checkEndings(stage, endings);
}

/** Plays a story and what comes after it, until nothing is left to do, and checks how it ended and that all is sound. */
export async function playToEnd(stage: Stage, story: Story): Promise<void> {
  await checkEndings(stage, await tell(stage, story));
}

async function inflict(stage: Stage, cut: Cut | undefined, request: FaultRequest): Promise<Fault | undefined> {
  switch (cut) {
    case 'late':
      await stage.delay();
      return undefined;
    case 'kill-after':
      await request.act();
      return kill(stage);
    case 'kill-before':
      return kill(stage);
    default:
      return cut;
  }
}

async function kill(stage: Stage): Promise<Fault> {
  stage.recovered = stage.h.worker.restart();
  await stage.recovered;
  return 'refuse';
}

async function tell(stage: Stage, story: Story): Promise<Ending[]> {
  const endings = await story.play(stage);
  await stage.settle();
  stage.h.clock.advance(AFTERWARDS);
  await stage.settle();
  return endings;
}

async function checkEndings({ h }: Stage, endings: readonly Ending[]): Promise<void> {
  await h.drainJobs();
  await assertConverged(h);
  for (const { id, state } of endings) {
    const [booking] = await h.sql<{ state: string }>('select state from bookings where id = $1', [id]);
    if (booking?.state !== state) throw new Error(`${id} ended as ${booking?.state}, not ${state}`);
  }
}

/** Numbers in [0, 1) by xorshift. */
function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
