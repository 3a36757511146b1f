/**
 * The version of what this build compiles from the database: raise it whenever the same database compiles to other entries,
 * so that the publisher of an upgraded control plane writes them anew.
 */
export const COMPILER_VERSION = 2;

/** The SHA-256 of what this version compiles in `compiler-version.test.ts`, which says when to change both. */
export const COMPILED_SHA256 = 'e2eb91c7720627921668264a406161312cc620ef6666b5caceb6f37e0d383b59';
