import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { signIn, type ApiPerson } from '../../src/demo/api-person.ts';
import { fillForm } from '../../src/demo/fill-form.ts';
import { playCase } from '../../src/demo/play-case.ts';
import { cast, chapters, signal, type Who } from '../../src/demo/stories.ts';
import type { MeetingPage } from '../../src/contract/index.ts';
import { axeFaults } from '../support/axe.ts';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { newDataDir, spawnProduct } from '../support/spawn-product.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';
import { webPerson, type WebPerson } from '../support/web-person.ts';

const password = 'casusoverleg-demo';
const today = new Date().toISOString().slice(0, 10);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
/** Once for all, since midnight may come between two questions. */
const stepDueOn = inDays(40);

let product: SpawnedServer;
let browser: Browser;
let people: Record<Who, ApiPerson>;
let carla: WebPerson;
let gerda: WebPerson;
let zoe: WebPerson;
let cases: { caseId: string; reference: string }[];

beforeAll(async () => {
  product = await spawnProduct({ dataDir: newDataDir() });
  browser = await startBrowser();
  const entries = Object.entries(cast).map(
    async ([who, email]) => [who, await signIn(product.address, email, password)] as const,
  );
  people = Object.fromEntries(await Promise.all(entries)) as Record<Who, ApiPerson>;
  // Two cases with the care partner, and one that is being screened, in which it has no part.
  const admitted = [...chapters.intake, ...chapters.unanimous, chapters.composition, ...chapters.invitations];
  const stories = [admitted, admitted, chapters.intake];
  cases = [];
  for (const [index, steps] of stories.entries()) {
    const name = `Fictief Persoon ${index}`;
    cases.push(
      await playCase(
        {
          recordedBy: 'police',
          signal: signal(name, 'Voorbeeldstad', 'Liet op school een filmpje zien.'),
          steps,
        },
        { people, requestId: `request-meeting-${index}`, today },
      ),
    );
  }
  await eventually('everybody asked takes part', async () => {
    const details = await Promise.all(
      cases.slice(0, 2).map(({ caseId }) => people.municipality.readCase(caseId)),
    );
    return details.every((detail) => detail.case.caseManagerName !== null);
  });
  const person = (email: string) => webPerson({ browser, baseUrl: () => product.address, email, password });
  [carla, gerda, zoe] = await Promise.all([
    person('carla@voorbeeldstad.example'),
    person(cast.municipality),
    person(cast.care),
  ]);
  for (const one of [carla, gerda, zoe]) await one.signIn();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop('SIGTERM');
});

const isAccessible = async (page: Page): Promise<void> => {
  expect(await axeFaults(page)).toEqual([]);
};
const agendaOf = (page: Page) => page.getByRole('region', { name: 'Agenda', exact: true }).getByRole('link');

test('a meeting with three cases: agenda, attendance, interpretation, decisions that become steps, and minutes', async () => {
  const [first, second, screened] = cases as [
    (typeof cases)[number],
    (typeof cases)[number],
    (typeof cases)[number],
  ];
  // An attendee asks for a case to be discussed.
  await zoe.page.goto(`${product.address}/cases/${second.caseId}`);
  await zoe.page.getByRole('button', { name: 'Bespreken in het overleg' }).click();
  await zoe.page.getByLabel('Waarom wilt u deze casus bespreken?').fill('Er zijn nieuwe zorgen.');
  await isAccessible(zoe.page);
  await zoe.page.getByRole('button', { name: 'Vraag bespreking aan' }).click();
  await zoe.page.getByText('Uw vraag is vastgelegd').waitFor();

  // The chair plans a meeting after the terms of the open steps, and makes its agenda.
  const { page } = carla;
  await page.getByRole('link', { name: 'Overleggen' }).click();
  await page.getByLabel('Datum').fill(inDays(30));
  await page.getByLabel('Begintijd').fill('13:30');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Plan het overleg' }).click();
  await page.getByRole('heading', { name: 'Agenda', exact: true }).waitFor();
  await page.getByRole('heading', { level: 1, name: /om 13:30/ }).waitFor();
  await page.getByText('Er zijn nieuwe zorgen.').waitFor();
  // By keyboard: after each case the focus is on the button of another one, and after the last on what was said.
  const focused = () => page.evaluate(() => document.activeElement?.id.split('-')[0] ?? '');
  const toAdd = page.getByRole('button', { name: /^Zet casus .* op de agenda$/ });
  await toAdd.first().focus();
  for (let left = await toAdd.count(); left > 0; left -= 1) {
    await page.keyboard.press('Enter');
    await eventually(
      'a case moved from the candidates to the agenda',
      async () => (await toAdd.count()) < left,
    );
    if (left > 1) await eventually('the next case can be added', async () => (await focused()) === 'add');
  }
  await page.locator('p:focus').getByText('staat op de agenda.').waitFor();
  // In this order, whatever order the candidates had.
  for (const { reference } of [first, second, screened]) {
    await page.getByRole('button', { name: `Haal casus ${reference} van de agenda` }).click();
    await page.getByRole('button', { name: `Zet casus ${reference} op de agenda` }).click();
    await page.getByRole('button', { name: `Haal casus ${reference} van de agenda` }).waitFor();
  }
  await page.getByRole('button', { name: `Zet casus ${screened.reference} hoger` }).click();
  await eventually('the screened case has moved up', async () => {
    const names = await agendaOf(page).allTextContents();
    return names.join() === [first, screened, second].map(({ reference }) => `Casus ${reference}`).join();
  });
  await isAccessible(page);
  const meetingUrl = page.url();

  // Who takes no part in a case finds no trace of it.
  await zoe.page.goto(meetingUrl);
  await agendaOf(zoe.page).first().waitFor();
  expect(await agendaOf(zoe.page).allTextContents()).toEqual([
    `Casus ${first.reference}`,
    `Casus ${second.reference}`,
  ]);
  expect(await zoe.page.content()).not.toContain(screened.reference);
  await zoe.page.goto(`${meetingUrl}/cases/${screened.caseId}`);
  await zoe.page.getByText('Dit bestaat niet, of het is niet (meer) voor u.').waitFor();

  await page.getByRole('button', { name: 'Begin het overleg' }).click();
  await page.getByRole('button', { name: 'Sluit het overleg af' }).waitFor();

  // The first case: who is there, what the facts mean, what is decided.
  await agendaOf(page).first().click();
  await page.getByRole('checkbox', { name: /Gerda Gemeente/ }).check();
  await page.getByRole('checkbox', { name: /Zoë Zorg/ }).check();
  expect(await page.getByRole('checkbox', { name: /Vera Veiligheidshuis/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Duiding vastleggen' }).click();
  await page.getByLabel('Wat is de duiding?').fill('Merkduiding: het gedrag past bij een zoektocht.');
  await page.getByLabel('Gewone persoonsgegevens').check();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Vastleggen', exact: true }).click();
  await page.getByText('De duiding is vastgelegd.').waitFor();

  // What was recorded is corrected; of two who do so at once neither loses their text.
  const correct = async ({ page: by }: WebPerson, text: string) => {
    await by.getByRole('button', { name: 'Pas deze duiding aan' }).first().click();
    await by.getByRole('heading', { name: 'Duiding aanpassen' }).waitFor();
    await by.getByLabel('Wat is de duiding?').fill(text);
  };
  const send = ({ page: by }: WebPerson) =>
    by.getByRole('button', { name: 'Vastleggen', exact: true }).click();
  await gerda.page.goto(`${meetingUrl}/cases/${first.caseId}`);
  await correct(carla, 'Merkduiding: het gedrag past bij een zoektocht naar houvast.');
  await correct(gerda, 'Merkregisseur: het gedrag past bij rouw.');
  await send(gerda);
  await gerda.page.getByText('De duiding is aangepast.').waitFor();
  await send(carla);
  await page.getByText('Iemand anders heeft dit intussen aangepast').waitFor();
  await page.getByRole('definition').getByText('Merkregisseur').first().waitFor();
  await isAccessible(page);
  expect(await page.getByLabel('Wat is de duiding?').inputValue()).toContain('naar houvast');
  await page.getByRole('button', { name: 'Ik heb dit gezien' }).click();
  await send(carla);
  await page.getByText('De duiding is aangepast.').waitFor();
  await page.getByText('Eerdere teksten (2)').click();
  await page.getByText('Zo stond het er tot').first().waitFor();
  await isAccessible(page);

  // The case manager writes along; what is criminal stays away from the care partner.
  await gerda.page.goto(`${meetingUrl}/cases/${first.caseId}`);
  await gerda.page.getByText('Merkduiding').first().waitFor();
  await gerda.page.getByRole('button', { name: 'Duiding vastleggen' }).click();
  await gerda.page.getByLabel('Wat is de duiding?').fill('Merkstraf: er loopt een onderzoek.');
  await gerda.page.getByLabel('Strafrechtelijke gegevens').check();
  await gerda.page.getByRole('button', { name: 'Vastleggen', exact: true }).click();
  await gerda.page.getByText('Merkstraf').waitFor();
  await zoe.page.goto(`${meetingUrl}/cases/${first.caseId}`);
  await zoe.page.getByText('Merkduiding').first().waitFor();
  expect(await zoe.page.content()).not.toContain('Merkstraf');
  expect(await zoe.page.getByRole('button', { name: 'Besluit vastleggen' }).count()).toBe(0);

  const decide = async (decision: string, owner: string) => {
    await page.getByRole('button', { name: 'Besluit vastleggen' }).click();
    await page.getByLabel('Wat is er besloten?').fill(decision);
    await page.getByLabel('Waarom, en op welke grond?').fill('Het past bij het doel (Wgpart art. 6).');
    await page.getByLabel('Wat moet er gebeuren?').fill('Maak deze week een afspraak.');
    await page.getByLabel('Wie doet dat?').selectOption({ label: owner });
    await page.getByLabel('Uiterlijk wanneer?').fill(stepDueOn);
    await page.getByLabel('Gewone persoonsgegevens').check();
    await page.getByRole('button', { name: 'Vastleggen', exact: true }).click();
    await page.getByText('De actie staat in het postvak.').waitFor();
    await page.getByText(decision).waitFor();
  };
  await decide('Er komt begeleiding.', 'Zorgorganisatie Voorbeeldland');
  // Others see it without doing anything, and hear of the record that they may not read nothing at all.
  await zoe.page.getByText('Er komt begeleiding.').waitFor();
  expect(await zoe.page.content()).not.toContain('Merkstraf');
  await decide('Dit besluit was een vergissing.', 'Zorgorganisatie Voorbeeldland');
  await page.getByRole('button', { name: 'Trek dit besluit in' }).last().click();
  await page.getByRole('button', { name: 'Ja, intrekken' }).click();
  await page.getByText('Het besluit is ingetrokken.').waitFor();
  await isAccessible(page);

  // The other two cases: one is discussed, one is not.
  await page.getByRole('link', { name: 'Volgende casus' }).click();
  await page.getByRole('heading', { level: 1, name: new RegExp(screened.reference) }).waitFor();
  await page.getByRole('link', { name: 'Volgende casus' }).click();
  await page.getByRole('heading', { level: 1, name: new RegExp(second.reference) }).waitFor();
  await page.getByRole('checkbox', { name: /Gerda Gemeente/ }).check();
  await decide('De politie belt de school.', 'Politie, eenheid Voorbeeldland');

  // The decision is a step in the inbox of its owner, with its term; the one taken back is not.
  const steps = () => people.care.openItems(first.caseId);
  const step = await eventually('the step of the decision', async () =>
    (await steps()).find(({ formId }) => formId === 'meeting-action'),
  );
  expect(step.dueAt?.slice(0, 10)).toBe(stepDueOn);
  await eventually('only one step is left', async () => {
    const open = (await steps()).filter(({ formId }) => formId === 'meeting-action');
    return open.length === 1;
  });
  const shown = await zoe.openStep(first.caseId, 'meeting-action');
  await zoe.page.getByText('Maak deze week een afspraak.').first().waitFor();
  await isAccessible(zoe.page);
  const { itemId } = shown.item;
  await people.care.complete(itemId, fillForm(shown.form.schema, { actionResult: 'done' }, today));

  await page.goto(meetingUrl);
  await page.getByRole('button', { name: 'Sluit het overleg af' }).click();
  await page.getByRole('button', { name: 'Ja, afsluiten' }).click();
  await page.getByText('Afgesloten').first().waitFor();
  await isAccessible(page);

  // Minutes, for who may see the case.
  await zoe.page.goto(`${meetingUrl}/cases/${first.caseId}`);
  await zoe.page.getByText('Gedaan', { exact: true }).waitFor();
  await isAccessible(zoe.page);
  const [download] = await Promise.all([
    zoe.page.waitForEvent('download'),
    zoe.page.getByRole('button', { name: 'Download het verslag (pdf)' }).click(),
  ]);
  const pdf = await readFile(await download.path());
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(download.suggestedFilename()).toBe(`${first.reference}.pdf`);
  expect(await zoe.page.getByRole('button', { name: 'Duiding vastleggen' }).count()).toBe(0);

  // A meeting that does not take place: its agenda is empty again, and others read it above their inbox.
  await page.getByRole('link', { name: 'Overleggen', exact: true }).click();
  await page.getByLabel('Datum').fill(inDays(31));
  await page.getByLabel('Begintijd').fill('09:30');
  await page.getByRole('button', { name: 'Plan het overleg' }).click();
  await page.getByRole('button', { name: `Zet casus ${second.reference} op de agenda` }).click();
  await page.getByRole('button', { name: `Haal casus ${second.reference} van de agenda` }).waitFor();
  await page.getByRole('button', { name: 'Zeg het overleg af' }).click();
  await page.keyboard.press('Escape');
  await page.locator('button:focus').getByText('Zeg het overleg af').waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Het overleg afzeggen?' });
  await dialog.getByRole('button', { name: 'Zeg het overleg af' }).click();
  await dialog.getByText('Kies een reden.').waitFor();
  await isAccessible(page);
  // Without a choice the focus is on the first one.
  await page.keyboard.press('Space');
  await dialog.getByRole('button', { name: 'Zeg het overleg af' }).click();
  await page.getByText('Dit overleg gaat niet door').waitFor();
  await page.getByText('Er staan geen casussen op de agenda die voor u zijn.').waitFor();
  await isAccessible(page);
  await zoe.page.goto(`${product.address}/inbox`);
  await zoe.page.getByRole('link', { name: /te weinig mensen/ }).waitFor();
  await isAccessible(zoe.page);
  await zoe.page.getByRole('link', { name: /te weinig mensen/ }).click();
  await zoe.page.getByText('Dit overleg gaat niet door').waitFor();

  const { meetings } = await people.police.call<MeetingPage>('GET', '/meetings');
  expect(meetings.map(({ state }) => state)).toEqual(['cancelled', 'closed']);
  for (const person of [carla, gerda, zoe]) {
    expect([person.email, person.complaints]).toEqual([person.email, []]);
  }
}, 300_000);
