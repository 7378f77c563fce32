import { BpmnModdle } from 'bpmn-moddle';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { projectRoot } from '../../../src/lib/project-root.ts';
import type { ModelElement } from '../../../web/src/modeller/canvas/model.ts';

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json') as object;

/** A diagram as the modeller's parser reads it. */
export async function readModel(xml: string): Promise<ModelElement> {
  const { rootElement } = await new BpmnModdle({ zeebe }).fromXML(xml);
  return rootElement as ModelElement;
}

/** The diagram that the tests of the modeller change: a request with a reminder and a way back. */
export const informationRequest = (): Promise<string> =>
  readFile(join(projectRoot(import.meta.dirname), 'test/fixtures/modeller/information-request.bpmn'), 'utf8');
