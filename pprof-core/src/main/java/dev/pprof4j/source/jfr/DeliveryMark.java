package dev.pprof4j.source.jfr;

import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * An event of our own: once it is delivered, everything that happened before it has been
 * delivered, too.
 */
@Name(DeliveryMark.NAME)
@Label("Delivery mark of a profile")
@Enabled(false)
@StackTrace(false)
final class DeliveryMark extends Event {

	static final String NAME = "dev.pprof4j.DeliveryMark";

	@Label("Stream")
	long stream;

	@Label("Number")
	long number;

}
