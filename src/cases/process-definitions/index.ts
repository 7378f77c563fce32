export {
  openProcessDefinitions,
  type ProcessDefinitions,
  type ProcessDefinitionsOptions,
  type ProcessDeployer,
  type ShippedProcess,
  type StartUpDeployment,
} from './registry.ts';
export { readProcess, UnreadableProcess, type AuthoredProcess } from './process-xml.ts';
export { readShippedProcesses } from './shipped-processes.ts';
