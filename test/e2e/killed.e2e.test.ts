import { describe, expect, test } from '@jest/globals';
import { signIn, type ApiPerson } from '../../src/demo/api-person.ts';
import { fillForm } from '../../src/demo/fill-form.ts';
import type { StoryStep } from '../../src/demo/play-case.ts';
import { cast, chapters, signal, type Who } from '../../src/demo/stories.ts';
import { newDataDir, spawnProduct } from '../support/spawn-product.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';

const password = 'casusoverleg-demo';
const today = '2026-11-23';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How far a case goes here: everything up to and with the approval of the plan. */
const steps: readonly StoryStep<Who>[] = [
  ...chapters.intake,
  ...chapters.divided,
  chapters.anotherRound,
  ...chapters.unanimous,
  chapters.composition,
  ...chapters.invitations,
  ...chapters.information,
  ...chapters.assessment,
  chapters.plan('2026-12-31'),
  ...chapters.approvals,
];

describe('a product that is killed at random moments', () => {
  test('loses nothing that it acknowledged and does nothing twice', async () => {
    const dataDir = newDataDir();
    let product: SpawnedServer = await spawnProduct({ dataDir });
    let people: Partial<Record<Who, ApiPerson>> = {};
    let kills = 0;
    let killing: Promise<unknown> | undefined;

    /** Kills the product after a random time, whatever it is doing then, and starts it again. */
    const killSoon = (): void => {
      const before = killing;
      killing = pause(Math.random() * 400).then(async () => {
        // One after the other: two products must not start on one folder.
        await before;
        await product.stop('SIGKILL');
        kills += 1;
        people = {};
        product = await spawnProduct({ dataDir });
      });
    };
    /** What a person does when the product does not answer: wait, and try again. A step that was handed out at the kill is back after the start. */
    const persistently = async <T>(what: string, attempt: () => Promise<T | undefined>): Promise<T> => {
      const giveUpAt = Date.now() + 120_000;
      for (;;) {
        try {
          const result = await attempt();
          if (result !== undefined) return result;
        } catch (error) {
          if (Date.now() > giveUpAt) throw error;
        }
        if (Date.now() > giveUpAt) throw new Error(`Not within two minutes: ${what}`);
        await killing;
        await pause(100);
      }
    };
    const person = async (who: Who): Promise<ApiPerson> =>
      (people[who] ??= await signIn(product.address, cast[who], password));

    const police = await person('police');
    const { schema } = await police.signalForm();
    const data = fillForm(
      schema,
      signal('Fictief Persoon Z', 'Voorbeeldstad', 'Een feit dat bewaard blijft.'),
      today,
    );
    killSoon();
    const opened = await persistently('the signal is recorded', async () =>
      (await person('police')).recordSignal('kill-test-0001', data),
    );

    const acknowledged: string[] = [];
    for (const [index, { by, form, answers }] of steps.entries()) {
      let answered: { itemId: string; data: Record<string, unknown> } | undefined;
      await persistently(`${form} by ${by}`, async () => {
        const me = await person(by);
        if (!answered) {
          const item = (await me.openItems(opened.caseId)).find((candidate) => candidate.formId === form);
          if (!item) return undefined;
          if (item.assigneeId === null) await me.claim(item.itemId);
          const detail = await me.readItem(item.itemId);
          answered = { itemId: item.itemId, data: fillForm(detail.form.schema, answers ?? {}, today) };
          if (index % 3 === 0) killSoon();
        }
        return me.complete(answered.itemId, answered.data);
      });
      acknowledged.push(answered!.itemId);
    }
    await killing;

    // Every acknowledged answer is there once, in the order in which it was given; nothing was asked twice.
    const gerda = await person('municipality');
    const detail = await persistently('the case is in monitoring', async () => {
      const found = await gerda.readCase(opened.caseId);
      return found.case.phase === 'monitoring' ? found : undefined;
    });
    expect(new Set(acknowledged).size).toBe(steps.length);
    const completed = detail.timeline.filter(({ text }) => text.startsWith('Afgerond: '));
    expect(completed).toHaveLength(steps.length);
    const again = await (await person('police')).recordSignal('kill-test-0001', data);
    expect(again).toEqual(opened);
    const { total } = await gerda.call<{ total: number }>('GET', '/cases?page=1&pageSize=10');
    expect(total).toBe(1);
    expect(kills).toBeGreaterThanOrEqual(Math.floor(steps.length / 3));

    expect(await product.stop('SIGTERM')).toBe(0);
  }, 900_000);
});
