/** The panels: by the folder of each one's page in `webview/`, its title and what opens it. Pure. */
import { type PanelName } from '../../shared/generated/protocol';

export interface PanelDescription {
  readonly title: string;
  readonly viewType: string;
  readonly command: string;
}

export const panels: Readonly<Record<PanelName, PanelDescription>> = {
  tensorStop: described('TensorStop', 'Keras: tensor stop'),
  batch: described('Batch', 'Keras: batch'),
  tensor: described('Tensor', 'Keras: tensor'),
  layers: described('Layers', 'Keras: layers'),
  training: described('Training', 'Keras: training'),
  model: described('Model', 'Keras: model'),
  attention: described('Attention', 'Keras: attention'),
};

export const panelNames = Object.keys(panels) as readonly PanelName[];

function described(name: string, title: string): PanelDescription {
  return {
    title,
    viewType: `kerasDebug.${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    command: `kerasDebug.show${name}`,
  };
}
