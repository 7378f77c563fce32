import { useQuery } from '@tanstack/react-query';
import { api } from '../client/api.ts';

export const definitionsKey = ['process-definitions'] as const;

/** All processes with their versions. */
export const useProcessDefinitions = () =>
  useQuery({ queryKey: definitionsKey, queryFn: ({ signal }) => api.processDefinitions(signal) });

/** The diagram of one version; a published version never changes. */
export const useProcessXml = (processId: string, version: number, enabled = true) =>
  useQuery({
    queryKey: ['process-xml', processId, version],
    queryFn: ({ signal }) => api.processXml(processId, version, signal),
    staleTime: Infinity,
    enabled,
  });

/** Where a version is opened. */
export const versionPath = (processId: string, version: number) =>
  `/processes/${encodeURIComponent(processId)}/${version}`;
