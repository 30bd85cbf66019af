import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type BatchCell } from '../../../shared/generated/protocol';
import { bytesOf } from '../base64';

interface Properties {
  readonly image: NonNullable<BatchCell['image']>;
  readonly label: string;
  /** Longest side on the screen, in pixels. */
  readonly size: number;
}

/** An image from its bytes; small ones show their pixels. */
export function Picture({ image, label, size }: Properties): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, pixels } = image;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context && width > 0 && height > 0) {
      context.putImageData(new ImageData(bytesOf(pixels), width, height), 0, 0);
    }
  }, [width, height, pixels]);
  const scale = size / Math.max(width, height, 1);
  return (
    <canvas
      ref={canvas}
      class={`picture${scale > 1 ? ' pixelated' : ''}`}
      role="img"
      aria-label={label}
      width={width}
      height={height}
      style={{ width: `${width * scale}px`, height: `${height * scale}px` }}
    />
  );
}
