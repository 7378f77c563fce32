import { setTimeout as pause } from 'node:timers/promises';
import type { Answers } from './fill-form.ts';
import { fillForm } from './fill-form.ts';
import type { ApiPerson } from './api-person.ts';

/** One human step of a story: who does it, on which form, with which answers. */
export interface StoryStep<Who extends string> {
  readonly form: string;
  readonly by: Who;
  /** Wanted answers; the rest is filled in. */
  readonly answers?: Answers;
}

/** A case as it is played: its signal, the steps people take, and where it then stands. */
export interface Story<Who extends string> {
  /** The person that records the signal. */
  readonly recordedBy: Who;
  readonly signal: Answers;
  readonly steps: readonly StoryStep<Who>[];
  /** An open step of this person that must be there at the end; absent when the story ends with the case. */
  readonly endsAt?: { readonly form: string; readonly by: Who };
}

export interface PlayOptions<Who extends string> {
  readonly people: Readonly<Record<Who, ApiPerson>>;
  /** Makes the signal's request id, so that playing the same story again opens no second case. */
  readonly requestId: string;
  /** `YYYY-MM-DD`, for dates that a form asks for. */
  readonly today: string;
  /** How long to wait for a step to appear, in milliseconds. Default 60,000. */
  readonly patienceMs?: number;
  /** Told after every completed step. */
  readonly onStep?: (step: StoryStep<Who>) => void | Promise<void>;
}

/**
 * Plays one case through the API, as its people would: records the signal, waits for each step to reach the person's
 * inbox, claims and completes it.
 *
 * @throws Error naming the form and person when a step does not come
 */
export async function playCase<Who extends string>(
  story: Story<Who>,
  options: PlayOptions<Who>,
): Promise<{ caseId: string; reference: string }> {
  const { people, requestId, today, patienceMs = 60_000, onStep } = options;
  const recorder = people[story.recordedBy];
  const { schema } = await recorder.signalForm();
  const opened = await recorder.recordSignal(requestId, fillForm(schema, story.signal, today));

  for (const step of story.steps) {
    const person = people[step.by];
    const item = await waitForItem(person, opened.caseId, step.form, patienceMs);
    if (item.assigneeId === null) await person.claim(item.itemId);
    const { form } = await person.readItem(item.itemId);
    await person.complete(item.itemId, fillForm(form.schema, step.answers ?? {}, today));
    await onStep?.(step);
  }
  if (story.endsAt) {
    await waitForItem(people[story.endsAt.by], opened.caseId, story.endsAt.form, patienceMs);
  }
  return opened;
}

async function waitForItem(person: ApiPerson, caseId: string, formId: string, patienceMs: number) {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const item = (await person.openItems(caseId)).find((candidate) => candidate.formId === formId);
    if (item) return item;
    if (Date.now() > giveUpAt) {
      throw new Error(
        `No open step with form ${formId} came to ${person.email} in case ${caseId} within ${patienceMs / 1000} s.`,
      );
    }
    await pause(50);
  }
}
