/**
 * The machines that TensorFlow's libraries are set up on, and what is pinned
 * for each.
 *
 * @module
 */

/** A build of TensorFlow's libraries. */
export interface EngineBuild {
  name: "cpu" | "cuda";
  /** The wheels, pinned by version and hash. */
  requirements: URL;
  /** Size of the download. */
  size: string;
}

/** What differs from one kind of machine to another. */
export interface Platform {
  builds: { cpu: EngineBuild; cuda?: EngineBuild };
  /** What the wheels were made for; pip takes no newer name for an older one. */
  wheels: readonly string[];
  /** TensorFlow's libraries in the wheel's folder `tensorflow`. */
  libraries: readonly string[];
  /** Compilers that a system may have, the first choice first. */
  compilers: readonly string[];
  /** The machine's name for the compiler that is downloaded. */
  target: string;
  /** Arguments that tell the addon where its libraries lie: beside it. */
  linking: readonly string[];
}

/** By system and processor as Deno names them. */
export const platforms: Readonly<Record<string, Platform>> = {
  "linux-x86_64": {
    builds: {
      cpu: build("cpu", "cpu.txt", "274 MB"),
      cuda: build("cuda", "cuda.txt", "3.4 GB"),
    },
    wheels: [
      "manylinux_2_27_x86_64",
      "manylinux_2_25_x86_64",
      "manylinux2014_x86_64",
    ],
    ...linux("x86_64"),
  },
  "linux-aarch64": {
    builds: { cpu: build("cpu", "arm64.txt", "282 MB") },
    wheels: ["manylinux_2_27_aarch64"],
    ...linux("aarch64"),
  },
  "darwin-aarch64": {
    builds: { cpu: build("cpu", "arm64.txt", "223 MB") },
    wheels: ["macosx_12_0_arm64"],
    libraries: ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
    // Apple's `clang++` may be a window that offers to install it.
    compilers: [],
    target: "aarch64-macos.12.0",
    linking: [
      "-Wl,-undefined,dynamic_lookup", // Node-API is Deno's.
      "-Wl,-rpath,@loader_path/tensorflow",
    ],
  },
};

function build(
  name: EngineBuild["name"],
  requirements: string,
  size: string,
): EngineBuild {
  return { name, requirements: new URL(requirements, import.meta.url), size };
}

function linux(processor: string) {
  return {
    libraries: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
    compilers: ["g++", "clang++"],
    target: `${processor}-linux-gnu.2.27`,
    linking: ["-Wl,-rpath,$ORIGIN/tensorflow"],
  };
}
