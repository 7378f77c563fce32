import 'camunda-bpmn-js/dist/assets/diagram-js.css';
import 'camunda-bpmn-js/dist/assets/bpmn-js.css';
import 'camunda-bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import 'camunda-bpmn-js/dist/assets/diagram-js-minimap.css';
import 'camunda-bpmn-js/dist/assets/properties-panel.css';
import 'camunda-bpmn-js/dist/assets/color-picker.css';
import 'camunda-bpmn-js/dist/assets/popup-menu.css';
import '@camunda/linting/assets/linting.css';
import '../modeller-canvas.css';
import lintingModule from '@camunda/linting/modeler';
import CloudModeler from 'camunda-bpmn-js/lib/camunda-cloud/Modeler';
import CloudViewer from 'camunda-bpmn-js/lib/camunda-cloud/NavigatedViewer';
import { installConstructedStyles } from './constructed-styles.ts';
import { panelGroupsModule } from './panel-groups.ts';
import { modelerModdle } from './platform.ts';
import { translationModule, type Language } from './translation.ts';
import { translateFinding } from './finding-texts.ts';
import type { Diagram, Modeller } from './model.ts';

/**
 * User tasks of this product are Zeebe jobs (io.camunda.zeebe:userTask) that a worker puts in the inbox. The library marks
 * every new user task as an engine-managed one, which no gRPC client can complete; so that behaviour is taken out.
 */
const jobBasedUserTasks = { createZeebeUserTaskBehavior: ['value', null] };

/** Otherwise saving moves the whole diagram to the origin, which would count as a change of every element. */
const noAlignment = { alignToOrigin: ['value', null] };

/** Explanations in the library link to a vendor's documentation in English; the fields' own descriptions stay. */
const panelOptions = (parent: HTMLElement) => ({
  parent,
  tooltip: {},
  getFeelPopupLinks: () => [],
});

/** The editor with palette, properties panel and lint marks, in the given language. */
export function createModeller(container: HTMLElement, panel: HTMLElement, language: Language): Modeller {
  installConstructedStyles();
  const modeller = new CloudModeler({
    container,
    propertiesPanel: panelOptions(panel),
    additionalModules: [
      lintingModule,
      translationModule(language),
      jobBasedUserTasks,
      noAlignment,
      panelGroupsModule,
    ],
    moddleExtensions: { modeler: modelerModdle },
    linting: { active: true },
    elementTemplateChooser: false,
  }) as unknown as Modeller;
  modeller
    .get('eventBus')
    .on('propertiesPanel.setErrors', beforeThePanel, (event: { errors: Record<string, string> }) => {
      event.errors = Object.fromEntries(
        Object.entries(event.errors).map(([field, message]) => [field, translateFinding(message, language)]),
      );
    });
  modeller
    .get('eventBus')
    .on('feelPopup.opened', ({ domNode }: { domNode: HTMLElement }) => nameExpressionEditor(domNode));
  return modeller;
}

/** The library's larger editor for an expression has a title but its text field no name; it gets that title. */
function nameExpressionEditor(popup: HTMLElement): void {
  const name = (): boolean => {
    const field = popup.querySelector('.cm-content');
    const title = popup.querySelector('[class*="title"]')?.textContent;
    if (!field || !title) return false;
    field.setAttribute('aria-label', title);
    return true;
  };
  if (name()) return;
  const observer = new MutationObserver(() => {
    if (name() || !popup.isConnected) observer.disconnect();
  });
  observer.observe(popup, { childList: true, subtree: true });
}

/** Priority of a listener that must run before the library's own, which have 1000. */
const beforeThePanel = 2000;

/** A diagram to look at: the deployed version in a comparison. */
export function createViewer(container: HTMLElement, language: Language): Diagram {
  return new CloudViewer({
    container,
    additionalModules: [translationModule(language)],
    moddleExtensions: { modeler: modelerModdle },
  });
}
