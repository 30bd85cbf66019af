/** VS Code's class of this name, for tests without VS Code. */
export class EventEmitter<T> {
  private readonly listeners: ((event: T) => void)[] = [];

  readonly event = (listener: (event: T) => void): void => {
    this.listeners.push(listener);
  };

  fire(event: T): void {
    for (const listener of this.listeners) {
      listener(event);
    }
  }
}
