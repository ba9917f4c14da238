package dev.pprof4j.actuate.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import dev.pprof4j.actuate.CollectedProfile;
import dev.pprof4j.actuate.CollectionListener;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes an {@link AuditEvent} of the type {@value #TYPE} for each request for a
 * profile. Safe to share between threads.
 */
public final class ProfileAudit implements CollectionListener {

	static final String TYPE = "PPROF_PROFILE";

	private final ApplicationEventPublisher publisher;

	/**
	 * The audit.
	 * @param publisher publishes the events
	 */
	public ProfileAudit(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void begun() {
		// only requests that have ended are reported
	}

	@Override
	public void ended(CollectedProfile collected) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("profile", collected.profile());
		data.put("outcome", collected.outcome().name().toLowerCase(Locale.ROOT));
		data.put("windowMillis", collected.window().toMillis());
		data.put("tookMillis", collected.took().toMillis());
		data.put("bytes", collected.bytes());
		this.publisher.publishEvent(new AuditApplicationEvent(new AuditEvent(collected.user(), TYPE, data)));
	}

}
