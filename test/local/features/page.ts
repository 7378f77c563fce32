import { callActivities, compensation, multiInstance, subProcesses } from './scopes.ts';
import { errors, escalations } from './errors.ts';
import { messageEvents, plainEvents, signalEvents, timerEvents } from './events.ts';
import { FeatureEngine, type Feature, type FeatureGroup } from './feature.ts';
import { gateways } from './gateways.ts';
import { refusedElements, refusedModels } from './refused.ts';
import { tasks } from './tasks.ts';
import { variables } from './variables.ts';

export const groups: readonly FeatureGroup[] = [
  tasks,
  gateways,
  plainEvents,
  messageEvents,
  signalEvents,
  timerEvents,
  errors,
  escalations,
  subProcesses,
  multiInstance,
  callActivities,
  compensation,
  variables,
  refusedElements,
  refusedModels,
];

/** `yes`, or why not, in one line. */
export const tryFeature = async (feature: Feature): Promise<string> => {
  const engine = new FeatureEngine();
  try {
    await feature.run(engine);
    engine.checkDeterminism();
    return 'yes';
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n', 1);
    return `**no**: ${reason.replaceAll('|', '\\|')}`;
  }
};

const INTRODUCTION = `# What the bundled engine supports

Written by \`npm run features\` from the results of the feature tests in \`test/local/features\`; the tests fail when this
page says something else than they do. Each row deploys BPMN, DMN or form files as authors write them and drives the
engine. What is meant is Zeebe 8.5.
`;

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const all = [header, ...rows];
  const widths = header.map((_cell, i) => Math.max(3, ...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [
    line(header),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n');
};

/** Tries every feature and writes the page. */
export const supportedElements = async (): Promise<string> => {
  const sections: string[] = [];
  let supported = 0;
  let total = 0;
  for (const { title, features } of groups) {
    const rows: string[][] = [];
    for (const feature of features) {
      const result = await tryFeature(feature);
      if (result === 'yes') supported += 1;
      total += 1;
      rows.push([feature.element, feature.behaviour, result]);
    }
    sections.push(`## ${title}\n\n${table(['element', 'behaviour', 'works'], rows)}\n`);
  }
  const summary = `${supported} of ${total} rows work.\n`;
  return [INTRODUCTION, summary, ...sections].join('\n');
};
