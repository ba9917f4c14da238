package dev.pprof4j;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Tests for the dependencies between packages: they point to the model, and none points
 * back.
 */
class LayersTests {

	private static final JavaClasses CORE = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.pprof4j")
		.that(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("dev.pprof4j.test..")));

	@Test
	void packagesShouldDependInOneDirectionOnly() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("profiler")
			.definedBy("dev.pprof4j")
			.layer("asyncprofiler")
			.definedBy("dev.pprof4j.source.asyncprofiler")
			.layer("chunk")
			.definedBy("dev.pprof4j.source.asyncprofiler.chunk")
			.layer("heap")
			.definedBy("dev.pprof4j.source.heap")
			.layer("thread")
			.definedBy("dev.pprof4j.source.thread")
			.layer("agent")
			.definedBy("dev.pprof4j.source.agent")
			.layer("agent.shared")
			.definedBy("dev.pprof4j.source.agent.shared")
			.layer("jfr")
			.definedBy("dev.pprof4j.source.jfr")
			.layer("source")
			.definedBy("dev.pprof4j.source")
			.layer("symbol")
			.definedBy("dev.pprof4j.symbol")
			.layer("encode")
			.definedBy("dev.pprof4j.encode")
			.layer("profile")
			.definedBy("dev.pprof4j.profile")
			.layer("label")
			.definedBy("dev.pprof4j.label")
			.whereLayer("profiler")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("asyncprofiler")
			.mayOnlyBeAccessedByLayers("profiler")
			.whereLayer("chunk")
			.mayOnlyBeAccessedByLayers("asyncprofiler")
			.whereLayer("heap")
			.mayOnlyBeAccessedByLayers("profiler")
			.whereLayer("thread")
			.mayOnlyBeAccessedByLayers("profiler")
			.whereLayer("agent")
			.mayOnlyBeAccessedByLayers("profiler", "asyncprofiler", "heap", "thread")
			.whereLayer("agent.shared")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("jfr")
			.mayOnlyBeAccessedByLayers("profiler")
			.whereLayer("source")
			.mayOnlyBeAccessedByLayers("profiler", "asyncprofiler", "agent", "heap", "jfr", "thread")
			.whereLayer("symbol")
			.mayOnlyBeAccessedByLayers("profiler", "asyncprofiler", "agent", "heap", "jfr", "thread")
			.whereLayer("label")
			.mayOnlyBeAccessedByLayers("profile", "asyncprofiler", "jfr")
			.whereLayer("encode")
			.mayOnlyBeAccessedByLayers("profiler")
			.ensureAllClassesAreContainedInArchitecture()
			.check(CORE);
	}

	@Test
	void packagesShouldBeFreeOfCycles() {
		slices().matching("dev.pprof4j.(**)").should().beFreeOfCycles().check(CORE);
	}

	@Test
	void theModelShouldStandOnItsOwn() {
		noClasses().that()
			.resideInAPackage("dev.pprof4j.profile")
			.should()
			.dependOnClassesThat()
			.resideOutsideOfPackages("dev.pprof4j.profile", "dev.pprof4j.label", "java..", "org.jspecify..")
			.check(CORE);
		noClasses().that()
			.resideInAPackage("dev.pprof4j.label")
			.should()
			.dependOnClassesThat()
			.resideOutsideOfPackages("dev.pprof4j.label", "java..", "org.jspecify..")
			.check(CORE);
	}

	@Test
	void eachLibraryShouldBeKnownToOnePackage() {
		noClasses().that()
			.resideOutsideOfPackage("dev.pprof4j.source.asyncprofiler")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("one.profiler..")
			.because("async-profiler is one source of several")
			.check(CORE);
		noClasses().that()
			.resideOutsideOfPackage("dev.pprof4j.encode")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.google.protobuf..")
			.because("protobuf is a format")
			.check(CORE);
	}

	/** The library has a reader of its own, which holds no stacks in memory. */
	@Test
	void theReaderOfJfrShouldNotBeAsyncProfilers() {
		noClasses().should().dependOnClassesThat().resideInAnyPackage("one.jfr..", "one.convert..").check(CORE);
	}

	@Test
	void whatLivesInTheBootstrapClassLoaderShouldNeedNothingElse() {
		noClasses().that()
			.resideInAPackage("dev.pprof4j.source.agent.shared")
			.should()
			.dependOnClassesThat()
			.resideOutsideOfPackages("dev.pprof4j.source.agent.shared", "java..")
			.check(CORE);
	}

	@Test
	void theLibraryShouldKnowNothingOfSpring() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "org.slf4j..", "jakarta..")
			.check(CORE);
	}

}
