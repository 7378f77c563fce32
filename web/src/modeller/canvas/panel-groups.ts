import type { DiagramElement } from './model.ts';

interface Group {
  readonly id: string;
}

interface PropertiesPanel {
  registerProvider(priority: number, provider: object): void;
}

/**
 * Groups of the properties panel for things that the engine level of this product cannot run (see platform.ts), and the
 * example data of another tool.
 */
const beyondOurLevel = new Set([
  'jobPriorityDefinition',
  'businessId',
  'Zeebe__ExecutionListeners',
  'Zeebe__TaskListeners',
  'additionalDataGroup',
]);

/** Runs after the providers that add groups; the last of those has priority 100. */
const afterTheOthers = 50;

/** Leaves out of the properties panel what a designer could fill in but the engine would refuse. */
class PanelGroups {
  static readonly $inject = ['propertiesPanel'];

  constructor(propertiesPanel: PropertiesPanel) {
    propertiesPanel.registerProvider(afterTheOthers, this);
  }

  getGroups(element: DiagramElement) {
    // A user task of another tool may be engine-managed; only there the choice is needed, to undo it.
    const hidden = (id: string) =>
      beyondOurLevel.has(id) || (id === 'userTaskImplementation' && !isEngineManaged(element));
    return (groups: Group[]) => groups.filter(({ id }) => !hidden(id));
  }
}

function isEngineManaged({ businessObject }: DiagramElement): boolean {
  const extensions = businessObject.get('extensionElements') as { values?: { $type: string }[] } | undefined;
  return extensions?.values?.some(({ $type }) => $type === 'zeebe:UserTask') ?? false;
}

/** The module to add to the modeller. */
export const panelGroupsModule = { __init__: ['panelGroups'], panelGroups: ['type', PanelGroups] };
