package dev.pprof4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is compared with nothing, and with each other, in one go.
 */
enum VariantGroup {

	/** The starter in each of its states, and the peers, all of one run. */
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

	/** What asks for more than CPU time. */
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

	/** What the starter does before anybody asks, each by itself. */
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

	/** By the names that are printed. */
	abstract Map<String, Variant> variants(Pyroscope pyroscope);

	private static Variant flightRecorder(String settings) {
		return Variant.starterOff().with("-XX:StartFlightRecording=settings=" + settings);
	}

}
