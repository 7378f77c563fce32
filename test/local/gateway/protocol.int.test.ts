import { Client, credentials, status } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { healthService } from '../../../src/local/gateway/protocol.ts';
import { type LocalEngine, startLocalEngine } from '../../../src/local/gateway/server.ts';
import { processFixture } from '../../support/fixtures.ts';
import { openGatewayClient, ZEEBE_NODE_PROTO } from '../../support/gateway-client.ts';

const OWN_PROTO = join(projectRoot(import.meta.dirname), 'src', 'local', 'gateway', 'gateway.proto');

interface MessageType {
  readonly field: readonly {
    readonly name: string;
    readonly number: number;
    readonly type: string;
    readonly label: string;
    readonly typeName: string;
  }[];
  readonly nestedType: readonly (MessageType & { readonly name: string })[];
}

/** `Message.field` → number, type and label, for every message of a definition. */
const fieldsOf = (definition: PackageDefinition): Map<string, string> => {
  const fields = new Map<string, string>();
  const add = (name: string, { field, nestedType }: MessageType): void => {
    for (const { name: fieldName, number, type, label, typeName } of field) {
      fields.set(`${name}.${fieldName}`, `${number} ${type} ${label} ${typeName.split('.').at(-1) ?? ''}`);
    }
    for (const nested of nestedType) add(`${name}.${nested.name}`, nested);
  };
  for (const [name, entry] of Object.entries(definition)) {
    const { format, type } = entry as { format?: string; type?: unknown };
    if (format?.includes('DescriptorProto') && !format.includes('Enum')) add(name, type as MessageType);
  }
  return fields;
};

const load = (path: string): PackageDefinition => loadSync(path, { keepCase: true });

describe('gateway.proto', () => {
  const own = load(OWN_PROTO);
  const theirs = load(ZEEBE_NODE_PROTO);

  test('has every field of the client with the same number and type', () => {
    const ours = fieldsOf(own);
    const expected = fieldsOf(theirs);
    expect(expected.size).toBeGreaterThan(100);
    for (const [field, shape] of expected) expect([field, ours.get(field)]).toEqual([field, shape]);
  });

  test('has every RPC of the client with the same types and direction', () => {
    const methods = (definition: PackageDefinition) =>
      Object.entries(
        definition['gateway_protocol.Gateway'] as Record<
          string,
          { path: string; requestStream: boolean; responseStream: boolean }
        >,
      ).map(
        ([name, { path, requestStream, responseStream }]) =>
          `${name} ${path} ${requestStream} ${responseStream}`,
      );
    expect(methods(own)).toEqual(expect.arrayContaining(methods(theirs)));
  });
});

describe('the gateway', () => {
  let dataDir: string;
  let engine: LocalEngine;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
    engine = await startLocalEngine({ host: '127.0.0.1', port: 0, dataDir });
  });

  afterAll(async () => {
    await engine.close();
    rmSync(dataDir, { recursive: true });
  });

  test.each([
    ['', 'SERVING'],
    ['gateway_protocol.Gateway', 'SERVING'],
    ['unknown', status.NOT_FOUND],
  ])('answers health checks for the service "%s" with %s', async (service, expected) => {
    const { path, requestSerialize, responseDeserialize } = healthService()['Check']!;
    const client = new Client(engine.address, credentials.createInsecure());
    const answer = await new Promise((resolve) => {
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize as (value: Buffer) => { status: string },
        { service },
        (error, ok) => resolve(error ? error.code : ok?.status),
      );
    });
    client.close();
    expect(answer).toBe(expected);
  });

  test('changes the time of a job and migrates an instance, which newer clients ask for', async () => {
    const client = openGatewayClient(engine.address, OWN_PROTO);
    const resource = (xml: string) => ({ resources: [{ name: 'p.bpmn', content: Buffer.from(xml) }] });
    const xml = processFixture('one-service-task');
    await client.call('DeployResource', resource(xml));
    const { processInstanceKey } = await client.call<{ processInstanceKey: string }>(
      'CreateProcessInstance',
      {
        bpmnProcessId: 'one-service-task',
        version: -1,
        operationReference: 7,
      },
    );
    const [job] = await client.activate({ type: 'check', timeout: 600_000 }).ended;
    await client.call('UpdateJobTimeout', { jobKey: job?.key, timeout: 1 });
    const [again] = await client.activate({ type: 'check', requestTimeout: 20_000 }).ended;
    expect(again?.key).toBe(job?.key);

    const second = await client.call<{ deployments: { process: { processDefinitionKey: string } }[] }>(
      'DeployResource',
      resource(xml.replace('name="check"', 'name="Check again"')),
    );
    const targetProcessDefinitionKey = second.deployments[0]?.process.processDefinitionKey;
    const mappingInstructions = [{ sourceElementId: 'check', targetElementId: 'check' }];
    await client.call('MigrateProcessInstance', {
      processInstanceKey,
      migrationPlan: { targetProcessDefinitionKey, mappingInstructions },
    });
    await client.call('FailJob', { jobKey: job?.key, retries: 1 });
    const [migrated] = await client.activate({ type: 'check' }).ended;
    expect(migrated).toMatchObject({ key: job?.key, processDefinitionKey: targetProcessDefinitionKey });
    client.close();
  });

  test('gives a job away for as long as 64 bits can say', async () => {
    const client = openGatewayClient(engine.address);
    const resource = {
      name: 'x.bpmn',
      content: Buffer.from(processFixture('timer-catch').replace('=delay', '=&#34;PT0S&#34;')),
    };
    await client.call('DeployResource', { resources: [resource] });
    await client.call('CreateProcessInstance', { bpmnProcessId: 'timer-catch', version: -1 });
    const [job] = await client.activate({
      type: 'after-timer',
      timeout: '9223372036854775807',
      requestTimeout: 20_000,
    }).ended;
    expect(Number(job?.deadline)).toBeGreaterThan(Date.now() + 1e14);
    client.close();
  });

  test('gives no job to a parked client whose connection broke', async () => {
    const sockets: Socket[] = [];
    const [host, port] = engine.address.split(':');
    const proxy = createServer((socket) => {
      const onwards = connect(Number(port), host);
      sockets.push(socket, onwards);
      for (const end of [socket, onwards]) end.on('error', () => undefined);
      socket.pipe(onwards).pipe(socket);
    });
    const proxyPort = await new Promise<number>((resolve) => {
      proxy.listen(0, '127.0.0.1', () => resolve((proxy.address() as { port: number }).port));
    });
    const broken = openGatewayClient(`127.0.0.1:${proxyPort}`);
    const client = openGatewayClient(engine.address);
    const resource = { name: 'm.bpmn', content: Buffer.from(processFixture('parallel-fork-and-join')) };
    await client.call('DeployResource', { resources: [resource] });
    const parked = broken.activate({ type: 'left', requestTimeout: 600_000, timeout: 600_000 });
    await broken.call('Topology', {});
    for (const socket of sockets) socket.destroy();
    await expect(parked.ended).rejects.toThrow();
    await client.call('Topology', {});
    const bpmnProcessId = 'parallel-fork-and-join';
    const created = await client.call<object>('CreateProcessInstance', { bpmnProcessId, version: -1 });
    const [job] = await client.activate({ type: 'left', requestTimeout: 20_000 }).ended;
    expect(created).toMatchObject({ processInstanceKey: job?.processInstanceKey });
    broken.close();
    client.close();
    await new Promise((resolve) => proxy.close(resolve));
  });

  test('moves an instance by a modification', async () => {
    const client = openGatewayClient(engine.address);
    await client.call('DeployResource', {
      resources: [
        { name: 'two.bpmn', content: Buffer.from(processFixture('service-task-after-service-task')) },
      ],
    });
    const { processInstanceKey } = await client.call<{ processInstanceKey: string }>(
      'CreateProcessInstance',
      {
        bpmnProcessId: 'service-task-after-service-task',
        version: -1,
      },
    );
    const [first] = await client.activate({ type: 'first' }).ended;
    await client.call('ModifyProcessInstance', {
      processInstanceKey,
      activateInstructions: [
        {
          elementId: 'second',
          ancestorElementInstanceKey: -1,
          variableInstructions: [{ variables: '{"moved":true}' }],
        },
      ],
      terminateInstructions: [{ elementInstanceKey: first?.elementInstanceKey }],
    });
    const [second] = await client.activate({ type: 'second' }).ended;
    expect(second).toMatchObject({ processInstanceKey, variables: '{"moved":true}' });
    client.close();
  });

  test('knows no decisions and says so as clients expect', async () => {
    const client = openGatewayClient(engine.address);
    await expect(client.call('EvaluateDecision', { decisionId: 'd' })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining('but no decision found for') as unknown,
    });
    await expect(client.call('EvaluateDecision', {})).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
    client.close();
  });

  test('still deploys by the deprecated call', async () => {
    const client = openGatewayClient(engine.address);
    const definition = Buffer.from(processFixture('straight-through'));
    expect(await client.call('DeployProcess', { processes: [{ name: 's.bpmn', definition }] })).toMatchObject(
      {
        processes: [{ bpmnProcessId: 'straight-through', version: 1 }],
      },
    );
    client.close();
  });

  test('accepts a tenant for signals, which newer clients send', async () => {
    const client = openGatewayClient(engine.address, OWN_PROTO);
    expect(await client.call('BroadcastSignal', { signalName: 's', tenantId: '<default>' })).toMatchObject({
      tenantId: '<default>',
    });
    client.close();
  });
});
