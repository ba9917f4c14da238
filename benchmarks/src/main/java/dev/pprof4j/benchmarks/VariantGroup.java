package dev.pprof4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is compared with nothing, and with each other, in one go.
 */
enum VariantGroup {

	/** The starter before anybody asks, in many JVMs rather than many ways. */
	IDLE {
		@Override
		Map<String, Variant> variants(Pyroscope pyroscope) {
			Map<String, Variant> variants = new LinkedHashMap<>();
			variants.put("starter", Variant.of());
			variants.put("starter, once more", Variant.of());
			return variants;
		}
	},

	/** The starter, a profile of CPU time, and those of the peers. */
	CPU {
		@Override
		Map<String, Variant> variants(Pyroscope pyroscope) {
			Map<String, Variant> variants = new LinkedHashMap<>();
			variants.put("starter", Variant.of());
			variants.put("starter, CPU profile running", Variant.of().asked("profile?seconds=" + MINUTE));
			variants.put("JFR, settings=default", flightRecorder("default"));
			variants.put("Pyroscope agent, CPU", pyroscope.agent());
			return variants;
		}
	},

	/** What samples more than CPU time. */
	MORE {
		@Override
		Map<String, Variant> variants(Pyroscope pyroscope) {
			Map<String, Variant> variants = new LinkedHashMap<>();
			variants.put("starter, scraped",
					Variant.of().asked("heap", "goroutine", "block", "mutex", "profile?seconds=10"));
			variants.put("starter, wall profile running", Variant.of().asked("wall?seconds=" + MINUTE));
			variants.put("JFR, settings=profile", flightRecorder("profile"));
			variants.put("Pyroscope agent, CPU, alloc, lock",
					pyroscope.agent("-Dpyroscope.profiler.alloc=512k", "-Dpyroscope.profiler.lock=10ms"));
			return variants;
		}
	},

	/** What the starter does before anybody asks, each by itself. */
	PARTS {
		@Override
		Map<String, Variant> variants(Pyroscope pyroscope) {
			Map<String, Variant> variants = new LinkedHashMap<>();
			variants.put("starter, nothing on", Variant.ofParts());
			variants.put("starter, labels alone", Variant.ofParts(Variant.LABELS));
			variants.put("starter, waits alone", Variant.ofParts(Variant.BLOCK, Variant.MUTEX));
			variants.put("starter, heap sampler alone", Variant.ofParts(Variant.HEAP));
			return variants;
		}
	},

	/** What costs least, and the past, which is off unless it is wanted. */
	OTHERS {
		@Override
		Map<String, Variant> variants(Pyroscope pyroscope) {
			Map<String, Variant> variants = new LinkedHashMap<>();
			variants.put("starter, started threads alone", Variant.ofParts(Variant.CREATED));
			variants.put("starter, keeping the past", Variant.of("--pprof.cpu.continuous.enabled=true"));
			return variants;
		}
	};

	private static final int MINUTE = 60;

	/** By the names that are printed. */
	abstract Map<String, Variant> variants(Pyroscope pyroscope);

	private static Variant flightRecorder(String settings) {
		return Variant.starterOff().with("-XX:StartFlightRecording=settings=" + settings);
	}

}
