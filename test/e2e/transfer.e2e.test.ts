import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { CasePage } from '../../src/contract/index.ts';
import { signIn, type ApiPerson } from '../../src/demo/api-person.ts';
import { playCase } from '../../src/demo/play-case.ts';
import { cast, chapters, signal, type Who } from '../../src/demo/stories.ts';
import { axeFaults } from '../support/axe.ts';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { newDataDir, spawnProduct } from '../support/spawn-product.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';
import { webPerson, type WebPerson } from '../support/web-person.ts';

const password = 'casusoverleg-demo';
const today = new Date().toISOString().slice(0, 10);
const fact = 'Merkfeit: stond bij het plein.';
/** What the municipality and the police supply in the demo's stories. */
const ofMunicipality = 'Staat ingeschreven bij een ouder';
const ofPolice = 'Is twee keer aangehouden';
const reason = 'De betrokkene is verhuisd naar Waterwoude.';
const accounts = {
  gerda: cast.municipality,
  pia: cast.police,
  otto: cast.prosecution,
  victor: 'victor@veiligheidshuis.example',
  wim: 'wim@waterwoude.example',
};
type Name = keyof typeof accounts;

let product: SpawnedServer;
let browser: Browser;
let caseId: string;
let newCaseId: string;
let web: Record<Name, WebPerson>;
let wimApi: ApiPerson;

beforeAll(async () => {
  product = await spawnProduct({ dataDir: newDataDir() });
  browser = await startBrowser();
  const people = Object.fromEntries(
    await Promise.all(
      Object.entries(cast).map(
        async ([who, email]) => [who, await signIn(product.address, email, password)] as const,
      ),
    ),
  ) as Record<Who, ApiPerson>;
  const { intake, unanimous, composition, invitations, information } = chapters;
  ({ caseId } = await playCase(
    {
      recordedBy: 'police',
      signal: signal('Fictief Persoon V', 'Voorbeeldstad', fact),
      steps: [...intake, ...unanimous, composition, ...invitations, ...information],
    },
    { people, requestId: 'request-transfer-01', today },
  ));
  const started = Object.entries(accounts).map(async ([name, email]) => {
    const person = await webPerson({ browser, baseUrl: () => product.address, email, password });
    await person.signIn();
    return [name, person] as const;
  });
  web = Object.fromEntries(await Promise.all(started)) as Record<Name, WebPerson>;
  wimApi = await signIn(product.address, accounts.wim, password);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop('SIGTERM');
});

const isAccessible = async (page: Page): Promise<void> => {
  expect(await axeFaults(page)).toEqual([]);
};

/** Opens a step that names the person, by its form. */
async function openNamedStep(name: Name, formId: string): Promise<Page> {
  const api = await signIn(product.address, accounts[name], password);
  const item = await eventually(`${formId} for ${name}`, async () =>
    (await api.openItems(caseId)).find((candidate) => candidate.formId === formId),
  );
  const { page } = web[name];
  await page.goto(`${product.address}/inbox/${item.itemId}`);
  await page.locator('.app-form').waitFor();
  return page;
}

async function transferTo(page: Page): Promise<void> {
  await page.goto(`${product.address}/cases/${caseId}/transfers`);
  await page.getByLabel('Naar welke gemeente?').selectOption({ label: 'Waterwoude' });
  await page.getByLabel('De betrokkene verblijft daar').check();
  await page.getByLabel('Waarom moet de casus daarheen?').fill(reason);
  await isAccessible(page);
  await page.getByRole('button', { name: 'Overdracht voorstellen' }).click();
  await page.getByText('De overdracht is voorgesteld').waitFor();
}

test('a proposal is taken back with a reason, and the case goes on', async () => {
  const { page } = web.gerda;
  await page.goto(`${product.address}/cases/${caseId}`);
  await page.getByRole('link', { name: 'Andere gemeente' }).click();
  await page.getByText('Er is nog geen overdracht voorgesteld.').waitFor();
  await transferTo(page);
  await page.getByRole('button', { name: 'Deze overdracht intrekken' }).click();
  await page.getByRole('button', { name: 'Intrekken', exact: true }).click();
  await page.getByText('Schrijf ten minste 5 tekens.').waitFor();
  await isAccessible(page);
  await page.getByLabel('Waarom trekt u de overdracht in?').fill('De verhuizing gaat nog niet door.');
  await page.getByRole('button', { name: 'Intrekken', exact: true }).click();
  await page.getByText('De overdracht is ingetrokken. De casus blijft hier.').waitFor();
  await page.getByText('Ingetrokken', { exact: true }).waitFor();
});

test('a case goes to another municipality with what its suppliers let go, and is closed here', async () => {
  await transferTo(web.gerda.page);

  // The police let their signal go and keep their information.
  const { form, context } = await web.pia.openStep(caseId, 'transfer-consent');
  const police = web.pia.page;
  const kept = context.find(({ lines }) => lines.some(({ value }) => value.startsWith(ofPolice)));
  const parts = (form.schema as { properties: { parts: { properties: Record<string, { title: string }> } } })
    .properties.parts.properties;
  for (const [partId, { title }] of Object.entries(parts)) {
    const choice = title === kept?.title ? 'refused' : 'given';
    await police.check(`input[name="root_parts_${partId}_consent"][value="${choice}"]`);
    if (choice === 'refused')
      await police.locator(`[id="root_parts_${partId}_reason"]`).fill('Een onderzoek loopt nog.');
  }
  await isAccessible(police);
  await police.locator('.app-form button[type=submit]').click();
  await police.waitForURL(/\/inbox/);
  await web.gerda.doStep(caseId, 'transfer-consent');
  await web.otto.doStep(caseId, 'transfer-consent');

  const chair = await openNamedStep('victor', 'transfer-acceptance');
  await chair.getByText(reason).waitFor();
  for (const hidden of [fact, ofMunicipality, ofPolice, 'Fictief Persoon V'])
    expect(await chair.getByText(hidden).count()).toBe(0);
  await isAccessible(chair);
  await chair.getByLabel('Ja', { exact: true }).check();
  await chair.getByLabel('De betrokkene verblijft in onze gemeente').check();
  await chair.getByLabel('Leg uw keuze uit').fill('De betrokkene woont nu bij ons.');
  await chair.locator('.app-form button[type=submit]').click();

  const arrived = await eventually('the case in the other municipality', async () => {
    const { cases } = await wimApi.call<CasePage>('GET', '/cases?page=1&pageSize=25');
    return cases[0];
  });
  const wim = web.wim.page;
  await wim.goto(`${product.address}/cases/${arrived.caseId}`);
  await wim.getByRole('heading', { name: 'Ontvangen uit een andere gemeente' }).waitFor();
  await wim.getByText(fact).waitFor({ state: 'attached' });
  await wim.getByText(ofMunicipality).waitFor({ state: 'attached' });
  expect(await wim.getByText(ofPolice).count()).toBe(0);
  await isAccessible(wim);
  await web.wim.doStep(arrived.caseId, 'signal-quality-check', { intakeOutcome: 'forward' });

  const { page } = web.gerda;
  await page.goto(`${product.address}/cases/${caseId}`);
  await page.getByText('Deze casus is overgedragen aan een andere gemeente.').waitFor();
  expect(await page.getByText(fact).count()).toBe(0);
  await isAccessible(page);
  await page.goto(`${product.address}/cases/${arrived.caseId}`);
  await page.getByText('Niet gevonden').first().waitFor();
  newCaseId = arrived.caseId;
  for (const { complaints } of Object.values(web)) expect(complaints).toEqual([]);
});

test('what is corrected here afterwards is taken over there, and that is told here', async () => {
  const { page } = web.gerda;
  const right = 'Merkverbeterd: staat ingeschreven op een eigen adres.';
  await page.goto(`${product.address}/cases/${caseId}`);
  await page.getByRole('link', { name: 'Wat is overgedragen, en corrigeren' }).click();
  await page.getByText(ofMunicipality).first().waitFor();
  expect(await page.getByText(fact).count()).toBe(0);
  await isAccessible(page);
  await page.getByRole('link', { name: /^Corrigeer de informatie van/ }).click();
  await page.getByLabel('De informatie verbeteren').check();
  await page.locator('[id="root_information"]').fill(right);
  await page.locator('[id="root_reason"]').fill('De inschrijving was oud.');
  await page.locator('.app-form button[type=submit]').click();
  await page.getByText('De correctie is vastgelegd').waitFor();
  await page.getByRole('link', { name: 'Terug naar wat is overgedragen' }).click();
  await page.getByText('Waterwoude heeft nog niet geantwoord.').waitFor();

  const { context } = await web.wim.openStep(newCaseId, 'received-correction');
  expect(context.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Deze correctie', 'Zo staat het nu in deze casus', 'Zo moet het luiden']),
  );
  const wim = web.wim.page;
  await wim.getByText(right).first().waitFor({ state: 'attached' });
  await isAccessible(wim);
  await wim.getByLabel('Ja', { exact: true }).check();
  await wim.locator('.app-form button[type=submit]').click();
  await wim.waitForURL(/\/inbox/);
  await wim.goto(`${product.address}/cases/${newCaseId}`);
  await wim.getByText(right).first().waitFor({ state: 'attached' });

  await eventually('the answer of the other municipality', async () => {
    await page.goto(`${product.address}/cases/${caseId}/transfers`);
    await page.getByRole('heading', { name: 'Correcties na de overdracht' }).waitFor();
    return (await page.getByText('Waterwoude nam dit over').count()) === 1;
  });
  await isAccessible(page);
  for (const { complaints } of Object.values(web)) expect(complaints).toEqual([]);
});
