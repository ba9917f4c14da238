package dev.pprof4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.sun.management.OperatingSystemMXBean;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.heap.HeapSampling;

/**
 * What does it cost that the JIT compilers describe inlined code? JVMs with and without
 * it take turns with the same program, the Java compiler at work. Measured are the time
 * the JIT took, the compiled code, and CPU time.
 */
final class ArmingCost {

	private ArmingCost() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the number of rounds; a JVM of its own gets {@code armed} or
	 * {@code plain}
	 */
	public static void main(String[] args) throws Exception {
		if (args[0].equals("armed") || args[0].equals("plain")) {
			child(args[0].equals("armed"));
			return;
		}
		Map<String, List<Double>> ratios = new TreeMap<>();
		Map<String, List<Double>> values = new TreeMap<>();
		for (int round = 0; round < Integer.parseInt(args[0]); round++) {
			Map<String, Double> plain = run("plain");
			run("armed").forEach((what, value) -> {
				ratios.computeIfAbsent(what, (key) -> new ArrayList<>()).add(value / plain.getOrDefault(what, 1.0));
				values.computeIfAbsent(what, (key) -> new ArrayList<>()).add(value);
			});
		}
		System.out.println("JDK " + Runtime.version() + ": armed / plain");
		ratios.forEach((what, ratio) -> System.out.println(what + ": " + new Statistics(ratio) + ", armed "
				+ new Statistics(values.getOrDefault(what, ratio)).median()));
	}

	private static Map<String, Double> run(String how) throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx1g", "-cp", System.getProperty("java.class.path"), ArmingCost.class.getName(), how)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		Map<String, Double> values = new TreeMap<>();
		new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
			.map((line) -> line.split("=", -1))
			.filter((row) -> row.length == 2)
			.forEach((row) -> values.put(row[0], Double.valueOf(row[1])));
		process.waitFor();
		return values;
	}

	/** With 1 GB between two samples, only the arming is left. */
	private static void child(boolean armed) throws Exception {
		if (armed) {
			HeapSampling.start(new AgentLibrary(null, Path.of(System.getProperty("java.io.tmpdir"))), 1 << 30, 1000);
		}
		Compilation.run(30);
		OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		double code = 0;
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
			code += pool.getName().startsWith("Code") ? pool.getUsage().getUsed() : 0;
		}
		System.out
			.println("JIT time, ms=" + (double) ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
		System.out.println("code cache, bytes=" + code);
		System.out.println("CPU time of the process, ns=" + (double) process.getProcessCpuTime());
	}

}
