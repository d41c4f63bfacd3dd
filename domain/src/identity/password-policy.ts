/** Why a new password is refused; undefined when it is good. */
export type PasswordWeakness = 'too-short' | 'is-email' | 'too-common'

export const MIN_PASSWORD_LENGTH = 10

/** Judges a password somebody chose: length, the account's own address, and what everybody tries first. */
export function passwordWeakness(password: string, email: string): PasswordWeakness | undefined {
  const text = folded(password)
  // Characters as people count them, not UTF-16 units.
  if (Array.from(text).length < MIN_PASSWORD_LENGTH) return 'too-short'
  const address = folded(email)
  if (text === address || text === address.slice(0, address.lastIndexOf('@'))) return 'is-email'
  return COMMON.has(text) ? 'too-common' : undefined
}

/** As passwords are normalised before hashing, and without case: `PASSWORD123` is no better than `password123`. */
function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

/**
 * The most frequent passwords of at least ten characters in published breaches, and what this product invites; shorter
 * ones are refused by their length.
 */
const COMMON: ReadonlySet<string> = new Set(
  `0000000000 0123456789 0987654321 1029384756 1111111111 11111111111 111111111111 1122334455 1212121212 123123123123
  1231231234 1234512345 123456123456 1234567890 12345678900 12345678901 123456789012 1234567890a 1234567890q 12345678910
  123456789123 123456789a 123456789abc 123456789q 123456789z 123456abcdef 1234abcd1234 123qwe123qwe 12qwaszx12 147258369a
  1472583690 159753456852 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 2222222222 3333333333 4444444444 5555555555
  6666666666 7777777777 7894561230 8888888888 9876543210 9999999999 a123456789 a1b2c3d4e5 aa12345678 aa123456789
  aaaaaaaaaa abc1234567 abc123456789 abcd123456 abcd1234567 abcd12345678 abcde12345 abcdef1234 abcdefghij abcdefghijk
  administrator admin12345 admin123456 admin1234567 adminadmin adminadmin1 asdasdasdasd asdf123456 asdfasdfasdf
  asdfghjkl1 asdfghjkl123 asdfghjkl; asdfghjklqwe baseball123 basketball billybob123 california changeit123 changeme12
  changeme123 changeme1234 chocolate1 christopher cloudadmin dragon12345 elizabeth1 football123 helloworld helloworld1
  iloveyou12 iloveyou123 iloveyou1234 iloveyou22 jennifer123 kubernetes kubernetes1 kubernetes123 letmein123 letmein1234
  letmeinplease liverpool1 liverpoolfc london12345 manchester manchester1 master12345 michael123 michelle123 monkey12345
  mypassword mypassword1 newpassword ninja12345 p@ssw0rd123 p@ssw0rd12 p@ssword123 p@ssword12 pa55word123 pass123456
  passw0rd12 passw0rd123 passw0rd1234 password00 password01 password10 password11 password12 password123 password123!
  password1234 password12345 password123456 password1! password2025 password2026 password99 passwordpassword
  poiuytrewq princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsx1234 qazwsx12345 qazwsxedc1 qazwsxedc123 qazwsxedcrfv qqqqqqqqqq
  qweasdzxc1 qweasdzxc123 qweqweqweqwe qwer123456 qwer12345678 qwerasdfzxcv qwerqwerqwer qwerty1234 qwerty12345
  qwerty123456 qwerty1234567 qwerty12345678 qwertyqwerty qwertyuiop qwertyuiop1 qwertyuiop123 qwertyuiop[] sandiego123
  secret12345 secretsecret skyclust123 spiderman1 spongebob1 starwars123 summer2025! sunshine12 sunshine123 superman123
  superman12 test123456 test12345678 testtest12 testtest123 testtesttest thisisapassword trustno1trustno1 unbelievable
  welcome123 welcome1234 welcome12345 welcome2025 welcome2026 welcomehome whatever123 xxxxxxxxxx zaq12wsxcde3
  zaq1zaq1zaq1 zxcvbnm123 zxcvbnm1234 zzzzzzzzzz`.split(/\s+/),
)
