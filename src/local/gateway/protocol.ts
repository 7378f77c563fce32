import { join } from 'node:path';
import { loadPackageDefinition, type ServiceClientConstructor, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { projectRoot } from '../../lib/project-root.ts';

const FOLDER = join('src', 'local', 'gateway');

/** Services of a .proto file next to this one. 64-bit numbers travel as decimal strings, enums by name. */
const load = (file: string) =>
  loadPackageDefinition(
    loadSync(join(projectRoot(import.meta.dirname), FOLDER, file), {
      keepCase: true,
      longs: String,
      enums: String,
      defaults: true,
      oneofs: true,
    }),
  );

const serviceOf = (constructor: unknown): ServiceDefinition =>
  (constructor as ServiceClientConstructor).service;

/** Zeebe's gateway service, by RPC name. */
export const gatewayService = (): ServiceDefinition =>
  serviceOf(
    (load('gateway.proto') as unknown as { gateway_protocol: { Gateway: unknown } }).gateway_protocol.Gateway,
  );

/** The standard health service. */
export const healthService = (): ServiceDefinition =>
  serviceOf(
    (load('health.proto') as unknown as { grpc: { health: { v1: { Health: unknown } } } }).grpc.health.v1
      .Health,
  );

/** Name of the gateway service, as health checks ask for it. */
export const GATEWAY_SERVICE = 'gateway_protocol.Gateway';
