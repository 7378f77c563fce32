import { createHash } from 'node:crypto';
import type { DeployedResource } from '../engine/records.ts';
import { compileBpmn } from './bpmn/compile.ts';
import { compileDmn } from './dmn/compile.ts';

/** A file to deploy. */
export interface ResourceFile {
  readonly name: string;
  readonly content: string;
}

type Contents = Pick<DeployedResource, 'processes' | 'decisionRequirements' | 'formId'>;
type Compiled = Contents | { readonly problem: string };

const compileProcesses = async (xml: string): Promise<Compiled> => {
  const { processes, problem } = await compileBpmn(xml);
  return problem === undefined ? { processes } : { problem };
};

const compileDecisions = async (xml: string): Promise<Compiled> => {
  const { graph, problem } = await compileDmn(xml);
  if (graph === undefined || problem !== undefined) return { problem: problem ?? 'unreadable' };
  return { processes: [], decisionRequirements: graph };
};

/** Of a form only its id matters to the engine. */
const compileForm = (json: string): Compiled => {
  let form: unknown;
  try {
    form = JSON.parse(json);
  } catch {
    return { problem: 'The file is no JSON' };
  }
  const id = typeof form === 'object' && form !== null ? (form as { id?: unknown }).id : undefined;
  if (typeof id !== 'string' || id.trim() === '')
    return { problem: "Expected the form id to be a text in the property 'id', but there is none" };
  return { processes: [], formId: id };
};

const compile = async ({ name, content }: ResourceFile): Promise<Compiled> => {
  if (/\.bpmn(20\.xml)?$/i.test(name)) return compileProcesses(content);
  if (/\.dmn$/i.test(name)) return compileDecisions(content);
  if (/\.form$/i.test(name)) return compileForm(content);
  return { problem: 'unknown resource type; this engine takes files that end in .bpmn, .dmn or .form' };
};

/** Compiles files by their extension; with the reasons of all of them when one cannot be deployed. */
export const compileResources = async (
  files: readonly ResourceFile[],
): Promise<{ resources: DeployedResource[] } | { reason: string }> => {
  if (files.length === 0) return { reason: 'Expected to deploy at least one resource, but none given' };
  const resources: DeployedResource[] = [];
  const errors: string[] = [];
  for (const file of files) {
    const compiled = await compile(file);
    if ('problem' in compiled) errors.push(`'${file.name}': ${compiled.problem}`);
    else
      resources.push({
        resourceName: file.name,
        checksum: createHash('md5').update(file.content).digest('hex'),
        content: file.content,
        ...compiled,
      });
  }
  if (errors.length === 0) return { resources };
  return {
    reason: `Expected to deploy new resources, but encountered the following errors:\n${errors.join('\n')}`,
  };
};
