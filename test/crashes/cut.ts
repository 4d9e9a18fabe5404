import type { FaultPlan, FaultRequest } from '../../local/faults.ts';
import { assertConverged } from '../harness/invariants.ts';
import type { Harness } from '../harness/world.ts';
import { createStage, type Stage } from './stage.ts';
import { type Service, stepOf } from './step.ts';
import type { Ending, Story } from './stories.ts';

/** What happens to one request: the Worker is killed before it is acted on or before its answer, or the request fails. */
export const cuts = ['kill-before', 'kill-after', 'refuse', 'reset-after', 'http-500', 'http-429', 'garbage'] as const;

export type Cut = (typeof cuts)[number];

/** The moment of a story at which it is cut: the `occurrence`th time (from 1) that the Worker takes this step. */
export interface Moment {
  step: string;
  occurrence: number;
}

const SERVICES: readonly Service[] = ['db', 'stripe', 'queue'];
/** Longer than any back-off, and than a request waits for its answer: what a story leaves behind is done before the next. */
const AFTERWARDS = 25 * 3_600_000;

/** Plays a story with nothing going wrong, and names its moments in order. */
export async function momentsOf(h: Harness, story: Story): Promise<Moment[]> {
  const moments: Moment[] = [];
  await playWatched(h, story, createStage(h), (_, moment) => {
    moments.push(moment);
    return undefined;
  });
  return moments;
}

/**
 * Plays a story, cuts it at one moment, and checks that it ends as if nothing had happened. Throws what it found.
 * @returns whether the moment came; with work after answers the order of steps can vary a little
 */
export async function playCut(h: Harness, story: Story, at: Moment, cut: Cut): Promise<boolean> {
  const stage = createStage(h);
  let isCut = false;
  await playWatched(h, story, stage, async (request, { step, occurrence }) => {
    if (isCut || step !== at.step || occurrence !== at.occurrence) return undefined;
    isCut = true;
    if (cut !== 'kill-before' && cut !== 'kill-after') return cut;
    if (cut === 'kill-after') await request.act();
    stage.recovered = h.worker.restart();
    await stage.recovered;
    return 'refuse';
  });
  return isCut;
}

/** Plays a story and what comes after it, until nothing is left to do, and checks how it ended and that all is sound. */
export async function playToEnd(stage: Stage, story: Story): Promise<void> {
  await checkEndings(stage, await tell(stage, story));
}

type Watcher = (request: FaultRequest, moment: Moment) => ReturnType<FaultPlan>;

/** The same, with each request that the Worker makes shown to the watcher, who says what goes wrong with it. */
async function playWatched(h: Harness, story: Story, stage: Stage, watcher: Watcher): Promise<void> {
  const times = new Map<string, number>();
  const plan = (service: Service): FaultPlan => {
    return async (_, request) => {
      const step = await stepOf(h, service, request);
      if (step === undefined) return undefined;
      const occurrence = (times.get(step) ?? 0) + 1;
      times.set(step, occurrence);
      return watcher(request, { step, occurrence });
    };
  };
  for (const service of SERVICES) h.faults[service].use(plan(service));
  const endings = await tell(stage, story).finally(() => {
    for (const service of SERVICES) h.faults[service].use(undefined);
  });
  await checkEndings(stage, endings);
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
