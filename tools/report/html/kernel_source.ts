/**
 * The convolution as WebAssembly: its source text, and the program.
 *
 * @module
 */
import wabt from "wabt";

/**
 * Compiles the convolution. It holds for `[height, width, channels]`, stride 1
 * and zeros around the picture:
 *
 *     out[y, x, o] = bias[o] + sum over i, j, c of
 *       in[y + i - r, x + j - r, c] kernel[i, j, c, o],  r = (size - 1) / 2
 *
 * with single precision and, after that, ReLU if it is asked for. Outputs are
 * made in blocks of 16 channels and then of 4, so that their number is a
 * multiple of 4. Zeros of the input are skipped, which after ReLU are many.
 */
export async function compileKernel(): Promise<Uint8Array<ArrayBuffer>> {
  const module = (await wabt()).parseWat("convolution.wat", source, {
    simd: true,
  });
  try {
    return new Uint8Array(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** A loop over a local from 0 up to another, a step at a time. */
function loop(
  counter: string,
  { to, step = 1, label = counter }: {
    to: string;
    step?: number;
    label?: string;
  },
  body: string,
): string {
  return `
    (local.set $${counter} (i32.const 0))
    (block $end_${label} (loop $${label}
      (br_if $end_${label}
        (i32.ge_u (local.get $${counter}) (local.get $${to})))
      (block $next_${label} ${body})
      (local.set $${counter}
        (i32.add (local.get $${counter}) (i32.const ${step})))
      (br $${label})))`;
}

/** One block of output channels at one place: 4 for each vector. */
function block(vectors: number): string {
  const all = Array.from({ length: vectors }, (_, index) => index);
  const label = `of${vectors}`;
  const load = (pointer: string, index: number) =>
    `(v128.load offset=${16 * index} (local.get $${pointer}))`;
  return `
    ${
    all.map((index) => `(local.set $sum${index} ${load("biasAt", index)})`)
      .join("\n")
  }
    ${
    loop(
      "i",
      { to: "size", label: `i_${label}` },
      `
      (local.set $fromY (i32.sub
        (i32.add (local.get $y) (local.get $i)) (local.get $reach)))
      (br_if $next_i_${label}
        (i32.ge_u (local.get $fromY) (local.get $height)))
      ${
        loop(
          "j",
          { to: "size", label: `j_${label}` },
          `
        (local.set $fromX (i32.sub
          (i32.add (local.get $x) (local.get $j)) (local.get $reach)))
        (br_if $next_j_${label}
          (i32.ge_u (local.get $fromX) (local.get $width)))
        (local.set $inputAt (i32.add (local.get $input)
          (i32.mul (i32.shl (local.get $channels) (i32.const 2))
            (i32.add (local.get $fromX)
              (i32.mul (local.get $fromY) (local.get $width))))))
        (local.set $kernelAt (i32.add
          (i32.add (local.get $kernel) (i32.shl (local.get $o) (i32.const 2)))
          (i32.mul (local.get $row) (i32.mul (local.get $channels)
            (i32.add (local.get $j)
              (i32.mul (local.get $i) (local.get $size)))))))
        (local.set $inputEnd (i32.add (local.get $inputAt)
          (i32.shl (local.get $channels) (i32.const 2))))
        (loop $c_${label}
          (local.set $value (f32.load (local.get $inputAt)))
          (if (f32.ne (local.get $value) (f32.const 0)) (then
            (local.set $spread (f32x4.splat (local.get $value)))
            ${
            all.map((index) =>
              `(local.set $sum${index} (f32x4.add (local.get $sum${index})
              (f32x4.mul (local.get $spread) ${load("kernelAt", index)})))`
            ).join("\n")
          }))
          (local.set $kernelAt
            (i32.add (local.get $kernelAt) (local.get $row)))
          (local.set $inputAt (i32.add (local.get $inputAt) (i32.const 4)))
          (br_if $c_${label}
            (i32.lt_u (local.get $inputAt) (local.get $inputEnd))))`,
        )
      }`,
    )
  }
    ${
    all.map((index) => `
      (if (local.get $relu) (then (local.set $sum${index}
        (f32x4.max (local.get $sum${index}) (local.get $zero)))))
      (v128.store offset=${16 * index} (local.get $outputAt)
        (local.get $sum${index}))`).join("\n")
  }
    (local.set $outputAt
      (i32.add (local.get $outputAt) (i32.const ${16 * vectors})))
    (local.set $biasAt
      (i32.add (local.get $biasAt) (i32.const ${16 * vectors})))`;
}

const integers = [
  ..."x y i j o reach row fromX fromY".split(" "),
  ..."inputAt inputEnd kernelAt outputAt biasAt of16".split(" "),
];

const source = `(module
  (memory (export "memory") 1)
  (func (export "convolve")
    (param $input i32) (param $kernel i32) (param $bias i32)
    (param $output i32) (param $height i32) (param $width i32)
    (param $channels i32) (param $outputs i32) (param $size i32)
    (param $relu i32)
    ${integers.map((name) => `(local $${name} i32)`).join(" ")}
    (local $value f32) (local $spread v128) (local $zero v128)
    ${[0, 1, 2, 3].map((index) => `(local $sum${index} v128)`).join(" ")}
    (local.set $reach (i32.shr_u (local.get $size) (i32.const 1)))
    (local.set $row (i32.shl (local.get $outputs) (i32.const 2)))
    (local.set $of16 (i32.and (local.get $outputs) (i32.const -16)))
    (local.set $outputAt (local.get $output))
    ${
  loop(
    "y",
    { to: "height" },
    loop(
      "x",
      { to: "width" },
      `
    (local.set $biasAt (local.get $bias))
    ${loop("o", { to: "of16", step: 16 }, block(4))}
    (block $end_rest (loop $rest
      (br_if $end_rest (i32.ge_u (local.get $o) (local.get $outputs)))
      ${block(1)}
      (local.set $o (i32.add (local.get $o) (i32.const 4)))
      (br $rest)))`,
    ),
  )
}))`;
