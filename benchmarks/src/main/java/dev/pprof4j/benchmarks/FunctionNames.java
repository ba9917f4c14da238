package dev.pprof4j.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Names of functions that are as long and as varied as those of a Spring application.
 */
final class FunctionNames {

	private static final List<String> PACKAGES = List.of("java.lang", "java.util", "java.util.stream",
			"java.util.concurrent", "java.util.regex", "java.io", "java.nio.channels", "java.lang.invoke",
			"jdk.internal.net.http", "sun.nio.ch", "jakarta.servlet.http", "org.apache.catalina.core",
			"org.apache.coyote.http11", "org.apache.tomcat.util.net", "org.springframework.web.servlet",
			"org.springframework.web.filter", "org.springframework.web.method.support",
			"org.springframework.security.web", "org.springframework.aop.framework",
			"org.springframework.transaction.interceptor", "org.springframework.data.repository.core.support",
			"org.springframework.data.jpa.repository.query", "org.hibernate.engine.internal",
			"org.hibernate.sql.results.internal", "org.hibernate.event.internal", "org.postgresql.jdbc",
			"org.postgresql.core.v3", "com.zaxxer.hikari.pool", "tools.jackson.databind.ser",
			"tools.jackson.databind.deser", "tools.jackson.core.json", "io.micrometer.core.instrument",
			"ch.qos.logback.classic", "com.example.shop.order", "com.example.shop.order.pricing",
			"com.example.shop.catalog", "com.example.shop.stock", "com.example.shop.customer.web",
			"com.example.shop.shared.events", "com.example.shop.payment.gateway");

	private static final List<String> NOUNS = List.of("Order", "Request", "Entity", "Session", "Statement", "Result",
			"Value", "Property", "Connection", "Buffer", "Message", "Handler", "Argument", "Method", "Resource",
			"Transaction", "Cache", "Price", "Customer", "Item", "Event", "Header", "Stream", "Token");

	private static final List<String> ROLES = List.of("Service", "Repository", "Interceptor", "Resolver", "Serializer",
			"Factory", "Filter", "Adapter", "Converter", "Support", "Processor", "Pool", "Writer", "Reader");

	private static final List<String> VERBS = List.of("invoke", "get", "handle", "resolve", "create", "find", "write",
			"read", "serialize", "do", "process", "apply", "load", "convert", "execute", "accept");

	private FunctionNames() {
	}

	/** Different names of Java methods: a class, a dot and a method. */
	static List<String> ofJava(int count, Random random) {
		Set<String> names = new LinkedHashSet<>();
		while (names.size() < count) {
			String type = pick(PACKAGES, random) + '.' + pick(NOUNS, random) + pick(NOUNS, random)
					+ pick(ROLES, random);
			names.add(type + '.' + pick(VERBS, random) + pick(NOUNS, random));
		}
		return new ArrayList<>(names);
	}

	/** Different names of native functions of the JVM. */
	static List<String> ofNative(int count, Random random) {
		Set<String> names = new LinkedHashSet<>();
		while (names.size() < count) {
			names.add(pick(NOUNS, random) + pick(ROLES, random) + "::" + underscored(random));
		}
		return new ArrayList<>(names);
	}

	/** Different names of kernel functions. */
	static List<String> ofKernel(int count, Random random) {
		Set<String> names = new LinkedHashSet<>();
		while (names.size() < count) {
			names.add("__" + underscored(random));
		}
		return new ArrayList<>(names);
	}

	/** Different names of the classes of objects. */
	static List<String> ofClasses(int count, Random random) {
		Set<String> names = new LinkedHashSet<>();
		while (names.size() < count) {
			names.add(pick(PACKAGES, random) + '.' + pick(NOUNS, random) + pick(NOUNS, random));
		}
		return new ArrayList<>(names);
	}

	private static String underscored(Random random) {
		return (pick(VERBS, random) + '_' + pick(NOUNS, random) + '_' + pick(NOUNS, random)).toLowerCase(Locale.ROOT);
	}

	private static String pick(List<String> from, Random random) {
		return from.get(random.nextInt(from.size()));
	}

}
