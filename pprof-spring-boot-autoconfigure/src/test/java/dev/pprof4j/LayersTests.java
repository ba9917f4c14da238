package dev.pprof4j;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Checks the layers of the Boot module: autoconfigure depends on actuate, and actuate on
 * the library, never the reverse. The endpoint never depends on a source of samples.
 */
class LayersTests {

	private static final JavaClasses BOOT = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.pprof4j.actuate", "dev.pprof4j.autoconfigure", "dev.pprof4j.label.web",
				"dev.pprof4j.label.task", "dev.pprof4j.label.trace");

	@Test
	void theEndpointShouldNotKnowHowItIsConfigured() {
		noClasses().that()
			.resideInAPackage("dev.pprof4j.actuate..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("dev.pprof4j.autoconfigure..")
			.check(BOOT);
	}

	@Test
	void theEndpointShouldNotKnowWhereSamplesComeFrom() {
		noClasses().that()
			.resideInAPackage("dev.pprof4j.actuate..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.pprof4j.source.*..", "dev.pprof4j.symbol..", "one..")
			.check(BOOT);
	}

	@Test
	void theEndpointShouldNotKnowWhoServesItAndWhoIsTold() {
		noClasses().that()
			.resideInAPackage("dev.pprof4j.actuate")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.pprof4j.actuate.web..", "dev.pprof4j.actuate.report..")
			.check(BOOT);
	}

	@Test
	void packagesShouldBeFreeOfCycles() {
		slices().matching("dev.pprof4j.(**)").should().beFreeOfCycles().check(BOOT);
	}

	@Test
	void labelsShouldNeedNothingElseOfOurs() {
		noClasses().that()
			.resideInAPackage("dev.pprof4j.label..")
			.should()
			.dependOnClassesThat(resideInAPackage("dev.pprof4j..").and(not(resideInAPackage("dev.pprof4j.label.."))))
			.check(BOOT);
	}

	@Test
	void eachWebStackShouldBeOptional() {
		noClasses().that()
			.haveNameNotMatching(".*Servlet.*")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("jakarta.servlet..")
			.check(BOOT);
		noClasses().that()
			.haveNameNotMatching(".*(PprofWebFilter|Reactive).*")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("reactor..", "org.springframework.web.server..")
			.check(BOOT);
	}

	@Test
	void springSecurityShouldBeOptional() {
		noClasses().that()
			.haveNameNotMatching(".*(Servlet|Reactive)SecurityAutoConfiguration.*")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.security..")
			.check(BOOT);
	}

	@Test
	void autoConfigurationsShouldBeFinalAndBeanMethodsPackagePrivate() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.haveModifier(JavaModifier.FINAL)
			.check(BOOT);
		methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(BOOT);
		classes().that().areAssignableTo(SpringBootCondition.class).should().notBePublic().check(BOOT);
	}

}
