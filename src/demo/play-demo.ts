import type { ShiftableClock } from '../lib/clock.ts';
import { signIn, type ApiPerson } from './api-person.ts';
import { playCase } from './play-case.ts';
import { playMeeting } from './play-meeting.ts';
import { cast, chairOfStories, demoStories, type Who } from './stories.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface DemoOptions {
  /** Where the product answers, such as `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** Shared password of the demo accounts. */
  readonly password: string;
  /** The product's clock for terms: moved back for each case, so that some are over their terms. */
  readonly clock: ShiftableClock;
  /** Told after each case: how many are played, of how many. */
  readonly onProgress?: (played: number, total: number) => void;
}

/**
 * Plays a dozen fictional cases into different phases and plans a meeting about some of them, through the real API and
 * engine. Playing again adds nothing: each case has a fixed request id.
 */
export async function playDemoCases({ baseUrl, password, clock, onProgress }: DemoOptions): Promise<void> {
  const people = {} as Record<Who, ApiPerson>;
  for (const [who, email] of Object.entries(cast) as [Who, string][]) {
    people[who] = await signIn(baseUrl, email, password);
  }
  const now = clock.now().getTime();
  const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10);
  const stories = demoStories(dateOf(now + 30 * DAY_MS));
  let runningCaseId: string | undefined;
  for (const [index, { daysAgo, story }] of stories.entries()) {
    const shift = daysAgo * DAY_MS;
    clock.advance(-shift);
    try {
      const { caseId } = await playCase(story, {
        people,
        requestId: `demo-case-${String(index + 1).padStart(2, '0')}`,
        today: dateOf(now - shift),
      });
      if (story.endsAt?.form === 'intervention-report') runningCaseId = caseId;
    } finally {
      clock.advance(shift);
    }
    onProgress?.(index + 1, stories.length);
  }
  if (runningCaseId !== undefined) {
    const chair = await signIn(baseUrl, chairOfStories, password);
    await playMeeting(
      { chair, attendee: people.care },
      runningCaseId,
      dateOf(now + daysToMeeting(now) * DAY_MS),
    );
  }
}

const TUESDAY = 2;

/** Days until the first Tuesday that is at least three days away. */
function daysToMeeting(now: number): number {
  const earliest = 3;
  const weekday = new Date(now + earliest * DAY_MS).getUTCDay();
  return earliest + ((TUESDAY - weekday + 7) % 7);
}
