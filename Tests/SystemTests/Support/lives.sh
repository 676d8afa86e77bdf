#!/bin/sh
# Operations on created VMs at random, COUNT of them, and after each a look at what is whose. Runs in a service VM's Linux:
#   lives COUNT SEED
# An operation may be refused; what must hold afterwards holds all the same.
count=$1
state=$2
done=0
wrong=0

# Sets `pick` to a number below $1.
random() {
  state=$(((state * 1103515245 + 12345) % 2147483648))
  pick=$(((state / 65536) % $1))
}

complain() {
  wrong=$((wrong + 1))
  echo "lives: WRONG after $number, $operation: $*"
  cat /tmp/now
}

# Memory is taken by VMs and packages and by nobody else, what is free is the rest, each VM is listed that has a slot, and each
# slot has one VMID; cores are bound to VMs of the pool that binds.
look() {
  martletctl resources >/tmp/now
  read -r _ used _ slots _ </tmp/now
  set -- $(sed -n 2p /tmp/now | tr -d ,)
  [ "$2" -eq $(($6 + $9 + ${11})) ] || complain "memory"
  [ "${15}" -le "${11}" ] || complain "a piece larger than all that is free"
  martletctl list >/tmp/list
  listed=$(tail -n +4 /tmp/list | wc -l)
  [ "$listed" -eq "$used" ] || complain "$listed VMs listed"
  [ "$used" -le 2 ] || complain "too many"
  identifiers=$(sed -n 's/^VMIDs *//p' /tmp/now | wc -w)
  [ "$identifiers" -eq $((2 + used)) ] || complain "VMIDs"
  virtual=$(sed -n 's/^vCPUs *//p' /tmp/now)
  [ "$virtual" -eq $((2 + used)) ] || complain "vCPUs"
  [ "$used" -gt 0 ] || grep -q '^frames      0 of' /tmp/now || complain "frames of nobody"
  grep -q '^interrupts  0' /tmp/now || complain "interrupts"
}

number=0
operation=nothing
look
while [ $number -lt "$count" ]; do
  number=$((number + 1))
  random 4
  name=$(echo one two three four | cut -d ' ' -f $((pick + 1)))
  # Mostly what is not there is created; some operations have no VM.
  random 14
  grep -q "^$name " /tmp/list || [ $pick -gt 11 ] || pick=0
  case $pick in
    0) operation="create /packages/$name.vm" ;;
    1 | 2 | 3) operation="destroy $name" ;;
    4) operation="start $name" ;;
    5) operation="stop $name" ;;
    6) operation="restart $name" ;;
    7) operation="pause $name" ;;
    8) operation="resume $name" ;;
    9) operation="vm move $name spare" ;;
    10) operation="vm move $name general" ;;
    11) operation="vm weight $name 200" ;;
    12) operation="destroy $name" ;;
    *) operation="restart $name" ;;
  esac
  if martletctl $operation >/tmp/said 2>&1; then
    done=$((done + 1))
  elif [ $? -eq 2 ]; then
    complain "$(cat /tmp/said)"
  fi
  look
done
for name in one two three four; do
  number=end
  operation="destroy $name"
  martletctl destroy $name >/tmp/said 2>&1
done
look
echo "lives: done $done"
echo "lives: $count operations, wrong $wrong"
