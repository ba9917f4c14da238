package dev.pprof4j.benchmarks;

import java.io.StringWriter;
import java.net.URI;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A program of some size that is part of every JDK: the Java compiler, at work.
 */
final class Compilation {

	private Compilation() {
	}

	static void run(int times) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		for (int i = 0; i < times; i++) {
			StringWriter out = new StringWriter();
			boolean done = compiler
				.getTask(out, null, null, List.of("-proc:none", "-d", System.getProperty("java.io.tmpdir")), null,
						List.of(source()))
				.call();
			if (!done) {
				throw new IllegalStateException(out.toString());
			}
		}
	}

	private static SimpleJavaFileObject source() {
		StringBuilder text = new StringBuilder(
				"import java.util.*; import java.util.stream.*; class Pprof4jBenchmark {\n");
		for (int i = 0; i < 200; i++) {
			text.append("Map<String, List<Integer>> m%d(List<String> in) { return in.stream().map(s -> s + %d)"
				.formatted(i, i))
				.append(".collect(Collectors.groupingBy(s -> s.trim(), Collectors.mapping(String::length,")
				.append(" Collectors.toList()))); }\n");
		}
		String code = text.append('}').toString();
		return new SimpleJavaFileObject(URI.create("string:///Pprof4jBenchmark.java"),
				javax.tools.JavaFileObject.Kind.SOURCE) {

			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return code;
			}

		};
	}

}
