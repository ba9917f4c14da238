package dev.pprof4j.actuate;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommandLine}.
 */
class CommandLineTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"--spring.datasource.password=a b,c;d | --spring.datasource.password=******",
			"-Ddb.passwd=x=y | -Ddb.passwd=******", "--API_KEY=x | --API_KEY=******",
			"-Djavax.net.ssl.keyStorePassword=x | -Djavax.net.ssl.keyStorePassword=******",
			"--client.secrets[0].value=x | --client.secrets[0].value=******",
			"-javaagent:/a.jar=host=h,token=abc,x=y | -javaagent:/a.jar=host=h,token=******,x=y",
			"--url=jdbc:mysql://u:p@h/db?user=u&password=x&y=z | --url=jdbc:mysql://u:******@h/db?user=u&password=******&y=z",
			"--url=jdbc:mysql://h/db?password=a,b&y=z | --url=jdbc:mysql://h/db?password=******&y=z",
			"amqp://u:p@ss@host/x | amqp://u:******@host/x",
			"--json={\"db\":{\"password\":\"a b\",\"port\":1}} | --json={\"db\":{\"password\":******,\"port\":1}}",
			"--json={\"db.password\":\"a\\\"b\",\"port\":1} | --json={\"db.password\":******,\"port\":1}",
			"--credentials-file:/x | --credentials-file:******", "--server.port=8080 | --server.port=8080",
			"-Dsmtp.pass=x | -Dsmtp.pass=******", "DB_PASS=x | DB_PASS=******", "--passenger=2 | --passenger=2",
			"-Xmx2g | -Xmx2g", "-XX:+UseZGC | -XX:+UseZGC", "/opt/tokenizer.jar | /opt/tokenizer.jar",
			"https://example.com/a:b@c | https://example.com/a:b@c" })
	void valuesOfSecretsShouldBeMasked(String argument, String shown) {
		assertThat(text(argument)).isEqualTo(shown);
	}

	@Test
	void whatLooksMaskedShouldHideNoSecret() {
		assertThat(text("https://host/?token=abc&note=******")).isEqualTo("https://host/?token=******&note=******");
	}

	@Test
	void aValueOfSeveralLinesShouldBeMasked() {
		assertThat(text("--json={\"password\":\"a\\\nb\",\"port\":1}"))
			.isEqualTo("--json={\"password\":******,\"port\":1}");
	}

	@Test
	void theArgumentAfterASecretOptionShouldBeMasked() {
		assertThat(text("java", "--password", "x", "--secret", "-x1", "--token", "--verbose", "y"))
			.isEqualTo("java --password ****** --secret ****** --token --verbose y".replace(' ', '\0'));
	}

	@Test
	void thisProcessShouldHaveWhatTheJvmWasGiven() {
		String expected = String.join("\0", ProcessHandle.current().info().arguments().orElseThrow());
		assertThat(String.join("\0", CommandLine.ofThisProcess().arguments())).endsWith(expected);
	}

	private static String text(String... arguments) {
		return new CommandLine(Arrays.asList(arguments)).text();
	}

}
