package io.holdfast.controlplane.lag.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How much time one partition holds, in UTC. */
enum Span {
    DAY {
        @Override
        LocalDate beginning(LocalDate day) {
            return day;
        }

        @Override
        LocalDate next(LocalDate beginning) {
            return beginning.plusDays(1);
        }
    },
    MONTH {
        @Override
        LocalDate beginning(LocalDate day) {
            return day.withDayOfMonth(1);
        }

        @Override
        LocalDate next(LocalDate beginning) {
            return beginning.plusMonths(1);
        }
    };

    private static final DateTimeFormatter NAME = DateTimeFormatter.BASIC_ISO_DATE;

    abstract LocalDate beginning(LocalDate day);

    abstract LocalDate next(LocalDate beginning);

    LocalDate of(Instant moment) {
        return beginning(LocalDate.ofInstant(moment, ZoneOffset.UTC));
    }

    /** The moment at which the partition that begins on this day ends. */
    Instant end(LocalDate beginning) {
        return next(beginning).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    static String name(String table, LocalDate beginning) {
        return table + "_p" + NAME.format(beginning);
    }

    static LocalDate beginning(String table, String partition) {
        return LocalDate.parse(partition.substring(table.length() + 2), NAME);
    }
}
