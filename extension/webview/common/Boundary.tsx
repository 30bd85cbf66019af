import { Component, type ComponentChildren } from 'preact';

interface Properties {
  readonly name: string;
  readonly children: ComponentChildren;
}

interface State {
  readonly error: string | null;
}

/** A part of the page that fails says so; the other parts stay, and it can be tried again with what came since. */
export class Boundary extends Component<Properties, State> {
  override state: State = { error: null };

  static override getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error.message : String(error) };
  }

  override render(): ComponentChildren {
    const { error } = this.state;
    return error === null ? (
      this.props.children
    ) : (
      <p class="note error" role="alert">
        {this.props.name} cannot be shown: {error} Please report it.{' '}
        <button
          type="button"
          class="link"
          onClick={() => {
            this.setState({ error: null });
          }}
        >
          Try again
        </button>
      </p>
    );
  }
}
