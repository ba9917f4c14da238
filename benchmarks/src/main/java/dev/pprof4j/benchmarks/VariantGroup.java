package dev.pprof4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Variants that are compared with no profiling, and with each other, in one run.
 */
enum VariantGroup {

	/** The starter before a profile is requested, alone with no profiling. */
	IDLE {
		@Override
		Map<String, Variant> variants(Pyroscope pyroscope) {
			Map<String, Variant> variants = new LinkedHashMap<>();
			variants.put("starter", Variant.of());
			variants.put("starter, once more", Variant.of());
			return variants;
		}
	},

	/** The starter in each of its states, and the peers, all in one run. */
	PEERS {
		@Override
		Map<String, Variant> variants(Pyroscope pyroscope) {
			Map<String, Variant> variants = new LinkedHashMap<>();
			variants.put("starter", Variant.of());
			variants.put("starter, CPU profile running", Variant.of().asked("profile?seconds=" + MINUTE));
			variants.put("starter, wall profile running", Variant.of().asked("wall?seconds=" + MINUTE));
			variants.put("starter, keeping the past", Variant.of("--pprof.cpu.continuous.enabled=true"));
			variants.put("JFR, settings=default", flightRecorder("default"));
			variants.put("Pyroscope agent, CPU", pyroscope.agent());
			return variants;
		}
	},

	/** Variants that record more than CPU time. */
	MORE {
		@Override
		Map<String, Variant> variants(Pyroscope pyroscope) {
			Map<String, Variant> variants = new LinkedHashMap<>();
			variants.put("starter, scraped",
					Variant.of().asked("heap", "goroutine", "block", "mutex", "profile?seconds=10"));
			variants.put("JFR, settings=profile", flightRecorder("profile"));
			variants.put("Pyroscope agent, CPU, alloc, lock",
					pyroscope.agent("-Dpyroscope.profiler.alloc=512k", "-Dpyroscope.profiler.lock=10ms"));
			return variants;
		}
	},

	/** The parts that the starter runs before a profile is requested, each by itself. */
	PARTS {
		@Override
		Map<String, Variant> variants(Pyroscope pyroscope) {
			Map<String, Variant> variants = new LinkedHashMap<>();
			variants.put("starter, nothing on", Variant.ofParts());
			variants.put("starter, labels alone", Variant.ofParts(Variant.LABELS));
			variants.put("starter, waits alone", Variant.ofParts(Variant.BLOCK, Variant.MUTEX));
			variants.put("starter, heap sampler alone", Variant.ofParts(Variant.HEAP));
			variants.put("starter, started threads alone", Variant.ofParts(Variant.CREATED));
			return variants;
		}
	};

	private static final int MINUTE = 60;

	/** The variants by the names that are printed. */
	abstract Map<String, Variant> variants(Pyroscope pyroscope);

	private static Variant flightRecorder(String settings) {
		return Variant.starterOff().with("-XX:StartFlightRecording=settings=" + settings);
	}

}
