#!/bin/sh
# Run the bot where whatever starts it again does so at once, as Docker does. Discord allows a thousand logins a day, and
# takes the token away from those that need more: so a bot that failed ends only after a while, and one that only a person
# can mend (status 77 and 78) after an hour. A new container, once it is mended, begins at once.
pause_after_failure=${PAUSE_AFTER_FAILURE:-90} pause_for_a_person=${PAUSE_FOR_A_PERSON:-3600} # seconds

bot='' asked_to_end=''
trap 'asked_to_end=yes; [ -z "$bot" ] || kill -TERM "$bot" 2>/dev/null' TERM INT
incident-bot "$@" &
bot=$!
[ -z "$asked_to_end" ] || kill -TERM "$bot" 2>/dev/null # it was asked before there was anything to pass it on to
wait "$bot"
status=$?
if [ -n "$asked_to_end" ]; then
    wait "$bot" # the first one was interrupted by the signal
    exit $?
fi
case $status in
    0) exit 0 ;;
    77 | 78) pause=$pause_for_a_person ;;
    *) pause=$pause_after_failure ;;
esac
trap 'exit "$status"' TERM INT
echo "incident-bot ended with status $status: it may be started again in $pause seconds." >&2
while [ "$pause" -gt 0 ]; do
    sleep 1 # a signal waits for the end of this one
    pause=$((pause - 1))
done
exit "$status"
