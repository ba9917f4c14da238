package dev.pprof4j.actuate;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import dev.pprof4j.test.DocumentedBlock;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the Java in the documents compiles; what it does is tested elsewhere.
 */
class DocumentedJavaTests {

	private static final String NAME = "Documented";

	/** The imports that readers add. */
	private static final List<String> IMPORTED = List.of("java.nio.file.Path", "java.util.concurrent.Executor",
			"dev.pprof4j.*", "dev.pprof4j.label.*", "dev.pprof4j.profile.*",
			"org.springframework.beans.factory.ObjectProvider", "org.springframework.boot.ApplicationRunner",
			"org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest",
			"org.springframework.context.annotation.Bean", "org.springframework.core.annotation.Order",
			"org.springframework.security.config.Customizer",
			"org.springframework.security.config.annotation.web.builders.HttpSecurity",
			"org.springframework.security.web.SecurityFilterChain");

	/** Declarations that the readers' own programs have. */
	private static final String AROUND = """
				interface Report { void write(); }
				interface Invoice { }
				interface Invoices { Invoice next(); }
				static void work() { }
			""";

	private static final String PARAMETERS = "String tenant, Report report, Invoices invoices, Executor executor, Runnable task";

	private static final Pattern CLASS = Pattern.compile("^(?:public )?(?:final )?class (\\w+)", Pattern.MULTILINE);

	@TempDir
	private Path classes;

	static List<Arguments> blocks() throws IOException {
		return DocumentedBlock.all("java")
			.stream()
			.map((block) -> Arguments.of(block.location(), block.text()))
			.toList();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("blocks")
	void everyBlockShouldCompile(String location, String block) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		List<String> options = List.of("-proc:none", "-d", this.classes.toString(), "-classpath",
				System.getProperty("java.class.path"));
		boolean compiled = compiler.getTask(null, null, problems, options, null, List.of(Source.of(block))).call();
		assertThat(compiled)
			.as(() -> location + ": "
					+ problems.getDiagnostics()
						.stream()
						.map((problem) -> problem.getMessage(Locale.ROOT))
						.collect(Collectors.joining("; ")))
			.isTrue();
	}

	private static String imports() {
		return IMPORTED.stream().map((name) -> "import " + name + ";\n").collect(Collectors.joining());
	}

	/**
	 * A source file around a block: a class, a method of one, or statements.
	 */
	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		private Source(String name, String text) {
			super(URI.create("string:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
			this.text = text;
		}

		static Source of(String block) {
			Matcher type = CLASS.matcher(block);
			if (type.find()) {
				return new Source(type.group(1), block);
			}
			String member = block.startsWith("@") ? block
					: "static void run(" + PARAMETERS + ") throws Exception {\n" + block + "}\n";
			return new Source(NAME, imports() + "class " + NAME + " {\n" + AROUND + member + "}\n");
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
