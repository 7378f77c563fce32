import type { ModelElement } from './model.ts';

/** The engine level that this product promises to run: the bundled engine and the Zeebe of docker-compose.yml. */
export const executionPlatform = { name: 'Camunda Cloud', version: '8.5.0' } as const;

/** Makes `modeler:executionPlatform…` of the definitions known to the parser, so that a file keeps them. */
export const modelerModdle = {
  name: 'Modeler',
  uri: 'http://camunda.org/schema/modeler/1.0',
  prefix: 'modeler',
  xml: { tagAlias: 'lowerCase' },
  types: [
    {
      name: 'Root',
      extends: ['bpmn:Definitions'],
      properties: [
        { name: 'executionPlatform', isAttr: true, type: 'String' },
        { name: 'executionPlatformVersion', isAttr: true, type: 'String' },
      ],
    },
  ],
};

/**
 * Sets the engine level in a model. The linter checks nothing when the level is missing (a file of another tool), and
 * checks the wrong rules when it is another one.
 */
export function setExecutionPlatform(definitions: ModelElement): void {
  definitions.set('modeler:executionPlatform', executionPlatform.name);
  definitions.set('modeler:executionPlatformVersion', executionPlatform.version);
}
