/** Checks that what a launch configuration points at is there, before a process fails on it. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { type Attributes } from './defaults';

/** A sentence that says what to do, or undefined when script and working directory are there. */
export async function targetProblem(configuration: Attributes): Promise<string | undefined> {
  const { program, cwd } = configuration;
  if (typeof cwd === 'string' && (await kindOf(cwd)) !== 'folder') {
    return `"cwd": there is no folder ${cwd}.`;
  }
  if (typeof program !== 'string' || program === '') {
    return undefined;
  }
  const file = path.resolve(typeof cwd === 'string' ? cwd : '.', program);
  switch (await kindOf(file)) {
    case 'file':
      return undefined;
    case 'folder':
      return `"program" is a folder: ${file}. Set it to the script that trains.`;
    case 'nothing':
      return `"program": there is no file ${file}. Set it to the script that trains.`;
    case 'unreadable':
      return `"program": ${file} cannot be read. Check its permissions.`;
  }
}

async function kindOf(file: string): Promise<'file' | 'folder' | 'nothing' | 'unreadable'> {
  try {
    return (await fs.stat(file)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'unreadable' : 'nothing';
  }
}
